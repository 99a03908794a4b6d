import { LISTEN_RATE_HZ } from '@visavis/sound';

/** How a loudspeaker sounds in a microphone of the same room. */
export interface RoomOptions {
  /** Time from the server's output to the server's input: network, buffers, air. */
  readonly delayMs: number;
  /** How much quieter the loudspeaker is in the microphone than what was played; −Infinity with headphones. */
  readonly gainDb: number;
  /** Time in which the echo dies away by 60 dB. @defaultValue 300 */
  readonly reverbMs?: number;
  /** Level of the room's noise, dBFS. @defaultValue -70 */
  readonly noiseDb?: number;
}

const REFLECTIONS = 60;
/** Share of the way to the new sample a small loudspeaker moves at 16 kHz: it is dull above 1.5 kHz. */
const LOUDSPEAKER = 0.45;

/** A loudspeaker and a microphone in a room: delay, reflections, a dull sound and noise. The same at every run. */
export class Room {
  readonly #taps: { readonly at: number; readonly gain: number }[];
  /** Sound still on its way to the microphone, from the present sample on. */
  #air: Float32Array;
  readonly #noise: number;
  #dull = 0;
  #seed = 1;

  constructor({ delayMs, gainDb, reverbMs = 300, noiseDb = -70 }: RoomOptions) {
    const delay = Math.round((delayMs * LISTEN_RATE_HZ) / 1000);
    const reverb = Math.round((reverbMs * LISTEN_RATE_HZ) / 1000);
    const gain = 10 ** (gainDb / 20);
    this.#taps = [{ at: delay, gain }];
    for (let i = 0; i < REFLECTIONS; i++) {
      const at = Math.floor(Math.abs(this.#random()) * reverb);
      this.#taps.push({ at: delay + at, gain: gain * 0.35 * this.#random() * Math.exp((-6.9 * at) / reverb) });
    }
    // Drawn all the same, so that the noise of a room does not depend on its loudspeaker.
    if (gain === 0) this.#taps = [];
    this.#air = new Float32Array(delay + reverb);
    // A uniform distribution's deviation is a root of three below its peak.
    this.#noise = 10 ** (noiseDb / 20) * Math.sqrt(3);
  }

  /**
   * @param played Sound that the loudspeaker receives now, at 16 kHz.
   * @returns Sound of the same length that the microphone hears meanwhile.
   */
  hear(played: Float32Array): Float32Array {
    const air = new Float32Array(this.#air.length + played.length);
    air.set(this.#air);
    for (const { at, gain } of this.#taps) {
      for (let i = 0; i < played.length; i++) air[i + at] = (air[i + at] as number) + gain * (played[i] as number);
    }
    this.#air = air.slice(played.length);
    return air.slice(0, played.length).map((sample) => {
      this.#dull += LOUDSPEAKER * (sample - this.#dull);
      return this.#dull + this.#noise * this.#random();
    });
  }

  /** Uniformly distributed, −1…1. */
  #random(): number {
    this.#seed = (this.#seed * 1_664_525 + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 31 - 1;
  }
}
