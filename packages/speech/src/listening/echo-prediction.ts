import { BANDS, totalPower } from './band-levels.js';
import type { ReferenceTrack } from './reference-track.js';

/** How much louder than the predicted echo a band must be to hold something else: 8 dB, the error of the prediction. */
const ECHO_MARGIN = 6;
/** The same for the noise of the room, whose single measurements scatter about its mean. */
const NOISE_MARGIN = 3;
/** A sound that is this much louder than the noise of the room, all bands together, is no part of it: 6 dB. */
const STANDS_OUT = 4;
/** Learning rates of the echo path per hop, in the log domain: up only while the sound is recognised as echo. */
const LEARN_UP = 0.12;
const LEARN_DOWN = 0.06;
/** The echo of a room dies away by about this much per hop (60 dB in 0.8 s). */
const TAIL_DECAY = 10 ** -0.12;
/** Below this a band of the reference is too weak to learn from: about −75 dB. */
const REFERENCE_FLOOR = 10 ** -7.5;
const FLOOR = 1e-9;
/** The noise estimate follows the quietest recent level: down at once, up by 1.3 dB a second. */
const NOISE_SMOOTHING = 0.15;
const NOISE_RISE = 1.005;
const NOISE_AT_FIRST = 1e-6;

/**
 * Predicts how loud each band of the echo and of the room will be. Learns the path from the loudspeaker to the
 * microphone.
 */
export class EchoPrediction {
  /** Natural log of each band's echo gain; starts at 0 dB, the loudest believable loudspeaker. */
  readonly #logGain = new Float64Array(BANDS);
  readonly #echo = new Float64Array(BANDS);
  readonly #smoothed = new Float64Array(BANDS).fill(NOISE_AT_FIRST);
  readonly #noise = new Float64Array(BANDS).fill(NOISE_AT_FIRST);

  /** @param powers Band powers of one hop of the microphone, echo or none. */
  followNoise(powers: Float64Array): void {
    for (let band = 0; band < BANDS; band++) {
      const before = this.#smoothed[band] as number;
      const smoothed = before + NOISE_SMOOTHING * ((powers[band] as number) - before);
      this.#smoothed[band] = smoothed;
      this.#noise[band] = Math.min(smoothed, (this.#noise[band] as number) * NOISE_RISE);
    }
  }

  /** Whether a hop is clearly louder than the room. */
  standsOut(powers: Float64Array): boolean {
    return totalPower(powers) > STANDS_OUT * totalPower(this.#noise);
  }

  /**
   * @param hop Which hop of the reference is heard in `powers`.
   * @param isEcho Whether the microphone rises and falls as the reference does, so that it may be learned from.
   */
  follow(powers: Float64Array, reference: ReferenceTrack, hop: number, isEcho: boolean): void {
    for (let band = 0; band < BANDS; band++) {
      const played = reference.strongest(hop, band);
      const gain = this.#logGain[band] as number;
      this.#echo[band] = Math.max(played * Math.exp(gain), (this.#echo[band] as number) * TAIL_DECAY);
      if (played < REFERENCE_FLOOR) continue;
      const observed = Math.log(((powers[band] as number) + FLOOR) / played);
      if (observed < gain) this.#logGain[band] = gain + LEARN_DOWN * (observed - gain);
      else if (isEcho) this.#logGain[band] = gain + LEARN_UP * (observed - gain);
    }
  }

  /** Share of the power that neither the echo nor the room explains, 0…1. */
  unexplained(powers: Float64Array): number {
    let total = FLOOR;
    let beyond = 0;
    for (let band = 0; band < BANDS; band++) {
      const power = powers[band] as number;
      const explained = ECHO_MARGIN * (this.#echo[band] as number) + NOISE_MARGIN * (this.#noise[band] as number);
      total += power;
      beyond += Math.max(0, power - explained);
    }
    return beyond / total;
  }

  /** Nothing is being played, and what was has died away. */
  rest(): void {
    this.#echo.fill(0);
  }
}
