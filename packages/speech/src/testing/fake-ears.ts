import {
  LISTEN_FRAME_SAMPLES,
  type RecognitionStream,
  type SpeechRecognizer,
  type Transcript,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from '../ports.js';

/** Takes every frame above a loudness for speech. */
export class FakeVad implements VoiceActivityDetector {
  /** Thrown for every frame while set. */
  failure: Error | undefined;
  /** Streams open right now. */
  live = 0;

  open(): VoiceActivityStream {
    this.live++;
    let closed = false;
    return {
      push: (frame) => {
        if (this.failure) return Promise.reject(this.failure);
        return Promise.resolve(frame.some((sample) => Math.abs(sample) > 0.05) ? 0.9 : 0.02);
      },
      close: () => {
        if (!closed) this.live--;
        closed = true;
      },
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Understands what it was told it would, one transcript per utterance; nothing when it was told nothing. `'hang'` never
 * comes; an `Error` is thrown.
 */
export class FakeRecognizer implements SpeechRecognizer {
  readonly vocabulary = 'open';
  readonly #transcripts: (string | Error)[];
  /** Samples written, one entry per utterance. */
  readonly written: number[] = [];
  /** Streams open right now. */
  live = 0;

  constructor(transcripts: (string | Error)[] = []) {
    this.#transcripts = [...transcripts];
  }

  open(): RecognitionStream {
    const utterance = this.written.push(0) - 1;
    this.live++;
    let closed = false;
    let interim: string | undefined;
    return {
      write: (samples) => {
        this.written[utterance] = (this.written[utterance] as number) + samples.length;
        interim = `heard ${Math.floor(this.written[utterance] / LISTEN_FRAME_SAMPLES / 10)}`;
      },
      get interim() {
        return interim;
      },
      finish: (): Promise<Transcript> => {
        const transcript = this.#transcripts.shift() ?? '';
        if (transcript === 'hang') return new Promise(() => undefined);
        return transcript instanceof Error ? Promise.reject(transcript) : Promise.resolve({ text: transcript });
      },
      close: () => {
        if (!closed) this.live--;
        closed = true;
      },
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
