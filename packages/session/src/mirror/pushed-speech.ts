import type { Clock } from '@visavis/core';
import { int16FromFloat, type SpeechSegment } from '@visavis/sound';
import { AlignedSpeech, type AlignmentStream, type SpeechOutput } from '@visavis/speech';

export interface PushedSpeechOptions {
  readonly output: Pick<SpeechOutput, 'play' | 'interrupt'>;
  /** Sound that waits or is on its way there, ms. */
  queuedMs(): number;
  readonly clock: Clock;
  /** Opens the search for the sounds of a stretch of it. */
  align(): AlignmentStream;
  /** Sound begins, after there was none. */
  started(): void;
  /** Nothing has come for a while and all was heard, or it was interrupted. */
  done(): void;
  /** There is no more room: what comes is dropped until there is. Once each time. */
  full(): void;
}

/** Samples per ms at the playout's 48 kHz. */
const SAMPLES_PER_MS = 48;
/**
 * Collected before the first sound, so that a feed in real time may be late by as much without a gap, and that the mouth,
 * which prepares for sounds, is not corrected when they are found.
 */
const FIRST_MS = 240;
/** The sounds of speech are sought in each piece when it has come: shorter ones cost more, longer ones are late. */
const PIECE_MS = 100;
/** Sound that was pushed faster than it is heard is handed on in pieces that cost the face's thread little. */
const LONGEST_PIECE_MS = 1_000;
/** A feed that pauses for so long has no more to say. */
const REST_AFTER_MS = 60;
/** Sound that may wait (conformance S-12). More is dropped: the beginning of a speech is worth more than its end. */
const CAPACITY_MS = 60_000;
/** The sounds of speech without a pause are found in stretches of this length, which bounds what each one remembers. */
const ALIGNED_MS = 10_000;
/** Silence after which a speech counts as ended (conformance S-12). */
const DRY_MS = 400;

/**
 * Speech that a client pushes, on its way to the mouth: in real time or faster, in lumps of any size. Closed until
 * {@link PushedSpeech.open}: sound that comes before a viewer can hear it waits.
 */
export class PushedSpeech {
  readonly #options: PushedSpeechOptions;
  #pending: Int16Array[] = [];
  #pendingSamples = 0;
  #playing = 0;
  #aligned: AlignedSpeech | undefined;
  #open = false;
  #speaking = false;
  #isFull = false;
  #cancelTimer: () => void = () => undefined;

  constructor(options: PushedSpeechOptions) {
    this.#options = options;
  }

  /** A viewer can hear from now on. Idempotent. */
  open(): void {
    this.#open = true;
    this.#handOn();
  }

  /** @param samples Mono at 48 kHz, −1…1, any length. */
  hear(samples: Float32Array): void {
    if (this.#waitingMs + samples.length / SAMPLES_PER_MS > CAPACITY_MS) {
      if (!this.#isFull) this.#options.full();
      this.#isFull = true;
      return;
    }
    this.#isFull = false;
    this.#pending.push(int16FromFloat(samples));
    this.#pendingSamples += samples.length;
    this.#handOn();
  }

  /** Plays all sound that has come, without waiting for more. */
  flush(): void {
    if (!this.#open) return;
    const sound = this.#takePending();
    const longest = LONGEST_PIECE_MS * SAMPLES_PER_MS;
    for (let at = 0; at < sound.length; at += longest) this.#play(sound.slice(at, at + longest));
  }

  /** Falls silent within a packet, and forgets what waits. */
  interrupt(): void {
    this.#takePending();
    this.#options.output.interrupt();
    this.#end();
  }

  close(): void {
    this.#cancelTimer();
    this.#aligned?.close();
    this.#takePending();
  }

  get #waitingMs(): number {
    return this.#options.queuedMs() + this.#pendingSamples / SAMPLES_PER_MS;
  }

  #handOn(): void {
    // A resampler that has just begun gives no sound for a short piece: the end of the speech must not wait for more.
    if (!this.#open || this.#pendingSamples === 0) return;
    this.#cancelTimer();
    const enoughMs = this.#playing > 0 ? PIECE_MS : FIRST_MS;
    if (this.#pendingSamples >= enoughMs * SAMPLES_PER_MS) return this.flush();
    this.#cancelTimer = this.#options.clock.after(REST_AFTER_MS, () => this.flush());
  }

  #play(samples: Int16Array): void {
    const segment = this.#align({ samples, text: '' });
    this.#playing++;
    if (!this.#speaking) this.#options.started();
    this.#speaking = true;
    const ended = (): void => this.#ended();
    // Sound that finds no room or a closed session counts as over, as if it had been heard.
    this.#options.output.play(segment).then(ended, ended);
  }

  #align(segment: SpeechSegment): SpeechSegment {
    if (!this.#aligned || this.#aligned.durationMs >= ALIGNED_MS) {
      this.#aligned?.end();
      this.#aligned = new AlignedSpeech(this.#options.align());
    }
    return this.#aligned.add(segment);
  }

  #ended(): void {
    this.#playing--;
    if (this.#playing > 0 || !this.#speaking || this.#pendingSamples > 0) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(DRY_MS, () => this.#end());
  }

  #end(): void {
    this.#cancelTimer();
    this.#aligned?.close();
    this.#aligned = undefined;
    if (!this.#speaking) return;
    this.#speaking = false;
    this.#options.done();
  }

  #takePending(): Int16Array {
    const all = new Int16Array(this.#pendingSamples);
    let at = 0;
    for (const part of this.#pending) {
      all.set(part, at);
      at += part.length;
    }
    this.#pending = [];
    this.#pendingSamples = 0;
    return all;
  }
}
