import type { FinalTranscript, RecognitionStream } from '@visavis/speech';
import { int16FromFloat, LISTEN_RATE_HZ, writeWav } from '@visavis/sound';

/** Limit of the sound kept, samples: two minutes. An utterance is ended after one. */
const MAX_SAMPLES = 120 * LISTEN_RATE_HZ;

/** Sends a WAV file to be recognised. @param heard Receives the text so far. @returns The whole text. */
export type Transcribe = (wav: Uint8Array, heard: (text: string) => void, signal: AbortSignal) => Promise<string>;

/** One utterance, which is kept until the user has finished and sent in one piece. */
export class PostedUtterance implements RecognitionStream {
  readonly #transcribe: Transcribe;
  readonly #closing = new AbortController();
  #pieces: Float32Array[] = [];
  #samples = 0;
  interim: string | undefined;

  constructor(transcribe: Transcribe) {
    this.#transcribe = transcribe;
  }

  write(samples: Float32Array): void {
    if (this.#closing.signal.aborted || this.#samples >= MAX_SAMPLES) return;
    this.#pieces.push(samples.slice());
    this.#samples += samples.length;
  }

  async finish(): Promise<FinalTranscript> {
    this.#closing.signal.throwIfAborted();
    if (this.#samples === 0) return { text: '' };
    const wav = wavOf(this.#pieces, this.#samples);
    this.#pieces = [];
    const text = await this.#transcribe(wav, (heard) => (this.interim = heard), this.#closing.signal);
    return { text: text.trim() };
  }

  close(): void {
    this.#pieces = [];
    this.#closing.abort();
  }
}

function wavOf(pieces: readonly Float32Array[], length: number): Uint8Array {
  const samples = new Int16Array(length);
  let at = 0;
  for (const piece of pieces) {
    samples.set(int16FromFloat(piece), at);
    at += piece.length;
  }
  return writeWav({ rateHz: LISTEN_RATE_HZ, samples });
}
