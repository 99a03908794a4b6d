import { LISTEN_RATE_HZ } from '@visavis/sound';
import { BANDS, BandLevels, HOP_MS, logLevels, totalPower } from './band-levels.js';

/** Hops kept: two seconds, twice the longest delay that is searched. */
const KEPT_HOPS = 128;
/** A pause in the playout, ms, after which its time is taken anew from the clock. */
const GAP_MS = 60;
/** Below this power, about −50 dBFS, a loudspeaker causes no echo. */
const SILENT = 10 ** -5.7;

interface Hop {
  readonly hop: number;
  /** Band powers, and their natural logarithms. */
  readonly powers: Float64Array;
  readonly levels: Float64Array;
  /** Power of all bands together. */
  readonly power: number;
}

const SILENCE: Hop = { hop: -1, powers: new Float64Array(BANDS), levels: logLevels(new Float64Array(BANDS)), power: 0 };

/** The sound played lately, as band powers on the clock's time in hops of 16 ms. */
export class ReferenceTrack {
  readonly #bands = new BandLevels();
  readonly #hops: Hop[] = new Array<Hop>(KEPT_HOPS).fill(SILENCE);
  /** Time at which the first sample would have been sent, had there been no pauses since. */
  #anchorMs = -Infinity;
  #samples = 0;
  #measured = 0;
  #lastSound = -Infinity;

  push(samples: Float32Array, nowMs: number): void {
    // Packets jitter by a few ms; the sound in them does not, so its time runs on by its own length.
    const anchorMs = nowMs - (this.#samples * 1000) / LISTEN_RATE_HZ;
    if (Math.abs(anchorMs - this.#anchorMs) > GAP_MS) this.#anchorMs = anchorMs;
    this.#samples += samples.length;
    for (const powers of this.#bands.push(samples)) {
      const hop = Math.round(this.#anchorMs / HOP_MS) + ++this.#measured;
      const power = totalPower(powers);
      this.#hops[hop % KEPT_HOPS] = { hop, powers, levels: logLevels(powers), power };
      if (power > SILENT) this.#lastSound = hop;
    }
  }

  /** Whether anything was audible at `hop` or later. */
  soundedSince(hop: number): boolean {
    return this.#lastSound >= hop;
  }

  /** Whether anything was audible at `hop` or in the `hops` before it. */
  soundedWithin(hop: number, hops: number): boolean {
    for (let at = hop; at >= hop - hops; at--) if (this.powerAt(at) > SILENT) return true;
    return false;
  }

  /** Power of all bands together at `hop`. */
  powerAt(hop: number): number {
    return this.#at(hop).power;
  }

  /** Natural logarithms of the band powers at `hop`; those of the floor where nothing was played. */
  levelsAt(hop: number): Float64Array {
    return this.#at(hop).levels;
  }

  /** The band's largest power within one hop of `hop`, for delays that are not a whole number of hops. */
  strongest(hop: number, band: number): number {
    const [before, at, after] = [this.#at(hop - 1), this.#at(hop), this.#at(hop + 1)];
    return Math.max(before.powers[band] as number, at.powers[band] as number, after.powers[band] as number);
  }

  #at(hop: number): Hop {
    const found = this.#hops[((hop % KEPT_HOPS) + KEPT_HOPS) % KEPT_HOPS];
    return found?.hop === hop ? found : SILENCE;
  }
}
