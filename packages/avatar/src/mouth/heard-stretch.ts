import type { Loudness } from '@visavis/sound';
import { AudioMouthTrack } from './audio-track.js';
import type { Closure } from './closures.js';
import type { MouthTrack } from './mouth-track.js';

/** The mouth from sound alone over a stretch of a line of time, in times of the line. */
export interface Heard extends MouthTrack {
  readonly closures: readonly Closure[];
}

/** What sounded so long before a piece changes nothing of what is heard in it, and is not drawn any more when it comes. */
const PAST_MS = 300;

/**
 * Sound without a gap, which comes in pieces of any length: what is heard at the border of two pieces depends on both, and
 * a piece of a few hundredths of a second reveals nothing by itself.
 */
export class HeardStretch {
  readonly #rateHz: number;
  readonly #loudness: Loudness;
  #samples: Int16Array;
  #startMs: number;
  #heard: Heard | undefined;

  /** @param samples Mono, its beginning. @param startMs When that sounds. @param loudness Over the whole line. */
  constructor(samples: Int16Array, rateHz: number, { startMs, loudness }: { startMs: number; loudness: Loudness }) {
    this.#samples = samples;
    this.#rateHz = rateHz;
    this.#startMs = startMs;
    this.#loudness = loudness;
  }

  /** Adds what is heard where it ends. @returns Whether it could be: all sound of a stretch has one rate. */
  add(samples: Int16Array, rateHz: number): boolean {
    if (rateHz !== this.#rateHz) return false;
    const past = Math.max(0, this.#samples.length - Math.round((PAST_MS * rateHz) / 1000));
    const kept = this.#samples.subarray(past);
    const all = new Int16Array(kept.length + samples.length);
    all.set(kept);
    all.set(samples, kept.length);
    this.#samples = all;
    this.#startMs += this.#ms(past);
    this.#heard = undefined;
    return true;
  }

  get heard(): Heard {
    return (this.#heard ??= this.#listen());
  }

  #listen(): Heard {
    const fromMs = this.#startMs;
    const loudness: Loudness = { at: (ms) => this.#loudness.at(fromMs + ms) };
    const track = new AudioMouthTrack(this.#samples, this.#rateHz, loudness);
    return {
      closures: track.closures.map(({ viseme, startMs, endMs }) => ({
        viseme,
        startMs: fromMs + startMs,
        endMs: fromMs + endMs,
      })),
      at: (ms) => track.at(ms - fromMs),
    };
  }

  #ms(samples: number): number {
    return (1000 * samples) / this.#rateHz;
  }
}
