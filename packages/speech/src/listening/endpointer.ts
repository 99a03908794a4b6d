import { LISTEN_FRAME_SAMPLES } from '../ports.js';
import { LISTEN_RATE_HZ } from '@visavis/sound';

/** Length of one frame of listening, ms. */
export const LISTEN_FRAME_MS = (LISTEN_FRAME_SAMPLES * 1000) / LISTEN_RATE_HZ;

/** The figures of `server_vad`, under the names of the protocol. */
export interface EndpointSettings {
  /** Probability from which a frame counts as speech, 0…1. */
  readonly threshold: number;
  /** Silence that ends an utterance, ms. */
  readonly silenceDurationMs: number;
}

export type EndpointEvent =
  /** The speech began `framesAgo` frames before this one. */
  | { readonly type: 'started'; readonly framesAgo: number }
  /** The last frame of speech lies `framesAgo` back. */
  | { readonly type: 'ended'; readonly framesAgo: number };

/**
 * Frames of speech that count as a beginning: 128 ms. Clicks are shorter, and so is what a cough has of voice; a
 * barge-in must be decided well below a quarter of a second.
 */
const FRAMES_TO_START = 4;
/** They may be spread over this many frames: a stop consonant causes a short gap. */
const START_WINDOW = 6;
/** Once speaking, a little less certainty still counts as speech: word endings fade. */
const HYSTERESIS = 0.15;

/**
 * Finds where utterances begin and end from the probability of speech of each frame. Pure: its clock is the count of
 * frames.
 */
export class Endpointer {
  #recent: boolean[] = [];
  #speaking = false;
  #silentFrames = 0;

  get speaking(): boolean {
    return this.#speaking;
  }

  /** Frames since the last one of speech; 0 outside of an utterance. */
  get silentFrames(): number {
    return this.#silentFrames;
  }

  push(probability: number, { threshold, silenceDurationMs }: EndpointSettings): EndpointEvent | undefined {
    if (!this.#speaking) return this.#listenForStart(probability >= threshold);
    if (probability >= Math.max(0.05, threshold - HYSTERESIS)) this.#silentFrames = 0;
    else this.#silentFrames++;
    if (this.#silentFrames * LISTEN_FRAME_MS < silenceDurationMs) return undefined;
    const framesAgo = this.#silentFrames;
    this.reset();
    return { type: 'ended', framesAgo };
  }

  reset(): void {
    this.#recent = [];
    this.#speaking = false;
    this.#silentFrames = 0;
  }

  #listenForStart(speech: boolean): EndpointEvent | undefined {
    this.#recent.push(speech);
    if (this.#recent.length > START_WINDOW) this.#recent.shift();
    if (this.#recent.filter(Boolean).length < FRAMES_TO_START) return undefined;
    const framesAgo = this.#recent.length - 1 - this.#recent.indexOf(true);
    this.#speaking = true;
    this.#silentFrames = 0;
    this.#recent = [];
    return { type: 'started', framesAgo };
  }
}
