import { LISTEN_RATE_HZ } from '../ports.js';
import { BANDS, BandLevels, HOP_MS } from './band-levels.js';

/** Hops kept: two seconds, twice the longest delay looked for. */
const KEPT_HOPS = 128;
/** A pause in what is played from which its time is taken anew from the clock. */
const GAP_MS = 60;
const SILENCE = new Float64Array(BANDS);

/** What was played in the latest past, as band powers on the clock's time in hops of 16 ms. */
export class ReferenceTrack {
  readonly #levels = new BandLevels();
  readonly #powers: Float64Array[] = Array.from({ length: KEPT_HOPS }, () => SILENCE);
  readonly #hops = new Float64Array(KEPT_HOPS).fill(-1);
  /** When the last sample given was sent. */
  #endMs = -Infinity;
  #lastHop = -Infinity;

  push(samples: Float32Array, nowMs: number): void {
    // Packets jitter by a few ms; the sound in them does not, so its time runs on by its own length.
    if (Math.abs(nowMs - this.#endMs) > GAP_MS) this.#endMs = nowMs;
    this.#endMs += (samples.length * 1000) / LISTEN_RATE_HZ;
    const hops = this.#levels.push(samples);
    hops.forEach((powers, i) => {
      const hop = Math.round(this.#endMs / HOP_MS) - (hops.length - 1 - i);
      this.#lastHop = hop;
      this.#powers[hop % KEPT_HOPS] = powers;
      this.#hops[hop % KEPT_HOPS] = hop;
    });
  }

  soundedSince(hop: number): boolean {
    return this.#lastHop >= hop;
  }

  /** Band powers at `hop`; zeros where nothing was played. */
  at(hop: number): Float64Array {
    const slot = ((hop % KEPT_HOPS) + KEPT_HOPS) % KEPT_HOPS;
    return this.#hops[slot] === hop ? (this.#powers[slot] as Float64Array) : SILENCE;
  }

  /** The band's largest power within one hop of `hop`, for delays that are not a whole number of hops. */
  strongest(hop: number, band: number): number {
    return Math.max(this.at(hop - 1)[band] as number, this.at(hop)[band] as number, this.at(hop + 1)[band] as number);
  }
}
