import type { FinalTranscript, RecognitionStream } from '@visavis/speech';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import type { DecoderCalls, DecoderThread } from './decoder-thread.js';
import { toTranscript } from './to-transcript.js';

/** Sound that may wait for a free decoder. Later sound is dropped, since the beginning is worth more. */
const MAX_WAITING_SAMPLES = 30 * LISTEN_RATE_HZ;
const NOTHING: FinalTranscript = { text: '', confidence: 0 };

/** The recognition of one utterance. It leases a decoder with its first sound and returns it at its end. */
export class SoundSwallowerStream implements RecognitionStream {
  readonly #pick: () => DecoderThread;
  readonly #closing = new AbortController();
  #pending: Float32Array[] = [];
  #pendingSamples = 0;
  #ended = false;
  #wake: (() => void) | undefined;
  #interim: string | undefined;
  #decoding: Promise<FinalTranscript> | undefined;

  constructor(pick: () => DecoderThread) {
    this.#pick = pick;
  }

  get interim(): string | undefined {
    return this.#interim;
  }

  write(samples: Float32Array): void {
    if (this.#ended || this.#closing.signal.aborted || samples.length === 0) return;
    if (this.#pendingSamples + samples.length > MAX_WAITING_SAMPLES) return;
    this.#pending.push(samples.slice());
    this.#pendingSamples += samples.length;
    this.#wake?.();
    this.#begin();
  }

  async finish(): Promise<FinalTranscript> {
    this.#closing.signal.throwIfAborted();
    this.#ended = true;
    this.#wake?.();
    return this.#decoding ?? NOTHING;
  }

  close(): void {
    this.#closing.abort();
    this.#wake?.();
  }

  #begin(): void {
    if (this.#decoding) return;
    const { signal } = this.#closing;
    this.#decoding = this.#pick().lease((decoder) => this.#decode(decoder), signal);
    // `finish` reports a failure; a stream that is closed instead has no receiver for it.
    this.#decoding.catch(() => undefined);
  }

  async #decode(decoder: DecoderCalls): Promise<FinalTranscript> {
    const { signal } = this.#closing;
    await decoder.call('start', undefined);
    while (!signal.aborted) {
      const samples = this.#take();
      if (samples) this.#interim = toTranscript(await decoder.call('write', samples)).text || undefined;
      else if (this.#ended) return toTranscript(await decoder.call('finish', undefined));
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    await decoder.call('drop', undefined);
    throw signal.reason;
  }

  /** Takes all waiting sound in one piece: one call for the sound that gathered while the decoder was busy. */
  #take(): Float32Array | undefined {
    if (this.#pendingSamples === 0) return undefined;
    const all = new Float32Array(this.#pendingSamples);
    let at = 0;
    for (const samples of this.#pending) {
      all.set(samples, at);
      at += samples.length;
    }
    this.#pending = [];
    this.#pendingSamples = 0;
    return all;
  }
}
