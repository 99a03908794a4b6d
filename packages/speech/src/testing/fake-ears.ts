import {
  LISTEN_FRAME_SAMPLES,
  type Expected,
  type FinalTranscript,
  type PhrasePosition,
  type RecognitionStream,
  type SpeechRecognizer,
  type Tool,
  type VoiceActivityDetector,
  type VoiceActivityStream,
} from '../ports.js';
import { FakeEngine } from './fake-engine.js';

/** Takes every frame above a loudness for speech. */
export class FakeVad extends FakeEngine implements VoiceActivityDetector {
  /** Rejects every frame while set. */
  failure: Error | undefined;
  /** Number of streams open now. */
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
}

/**
 * Returns scripted transcripts, one per utterance; an empty one when the script is over. `'hang'` never settles; an
 * `Error` is thrown.
 */
export class FakeRecognizer extends FakeEngine implements SpeechRecognizer {
  readonly vocabulary = 'open';
  readonly #transcripts: (string | Error)[];
  /** Samples written, one entry per utterance. */
  readonly written: number[] = [];
  /** Sum of their squares. */
  readonly energy: number[] = [];
  /** The language expected, one entry per utterance. */
  readonly languages: (string | undefined)[] = [];
  /** The tools expected, one entry per utterance. */
  readonly tools: (readonly Tool[] | undefined)[] = [];
  /** Text of every interim transcript, where a test sets one. */
  interim: string | undefined;
  /** Where that ends in the phrases that are expected, where a test sets it. */
  phrase: PhrasePosition | undefined;
  /** Whether it hears that the user has finished, where a test sets it. */
  turnEnded: boolean | undefined;
  /** Number of streams open now. */
  live = 0;

  constructor(transcripts: (string | Error)[] = []) {
    super();
    this.#transcripts = [...transcripts];
  }

  open({ language, tools }: Expected = {}): RecognitionStream {
    this.languages.push(language);
    this.tools.push(tools);
    const utterance = this.written.push(0) - 1;
    this.energy.push(0);
    this.live++;
    let closed = false;
    let interim: string | undefined;
    const turnEnded = (): boolean => this.turnEnded === true;
    const phrase = (): PhrasePosition | undefined => this.phrase;
    return {
      get phrase() {
        return phrase();
      },
      get turnEnded() {
        return turnEnded();
      },
      write: (samples) => {
        this.written[utterance] = (this.written[utterance] as number) + samples.length;
        this.energy[utterance] = (this.energy[utterance] as number) + energyOf(samples);
        const frames = Math.floor(this.written[utterance] / LISTEN_FRAME_SAMPLES);
        interim = this.interim ?? `heard ${Math.floor(frames / 10)}`;
      },
      get interim() {
        return interim;
      },
      finish: (): Promise<FinalTranscript> => {
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
}

function energyOf(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}
