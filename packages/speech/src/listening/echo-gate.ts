import { BANDS, BandLevels, HOP_MS } from './band-levels.js';
import { LagSearch } from './lag-search.js';
import { ReferenceTrack } from './reference-track.js';

/** How much louder than the predicted echo a band must be to hold something else: 6 dB, what the prediction errs by. */
const MARGIN = 4;
/** Share of a hop's power beyond the prediction from which it is taken as the user's. */
const EXCESS_SHARE = 0.4;
/** Learning rates of the echo path per hop, in the log domain: up only while the sound is recognised as echo. */
const LEARN_UP = 0.12;
const LEARN_DOWN = 0.06;
/** The echo of a room dies away by about this much per hop (60 dB in 0.8 s). */
const TAIL_DECAY = 10 ** -0.12;
/** Below this a band of the reference tells nothing: about −75 dB. */
const REFERENCE_FLOOR = 10 ** -7.5;
const NOISE_FLOOR = 1e-9;
/** Hops of playout with a quiet microphone after which there is no loudspeaker to be heard. */
const QUIET_HOPS_FOR_HEADPHONES = 25;
/** Hops of sound alike nothing that was played, after which it is the user's although nothing was learned yet. */
const UNLIKE_HOPS = 30;
const UNLIKE_CORRELATION = 0.3;

/**
 * Tells the user's voice from the face's own coming back through a loudspeaker. The server knows what it played, so it
 * looks for that sound in the microphone (correlation of band levels over all delays up to a second), learns how loud
 * each band returns, and takes as the user's only what is clearly louder than the echo it predicts. The decision
 * logic is that of double-talk detection by spectral prediction, cf. Hänsler and Schmidt, Acoustic Echo and Noise
 * Control (2004), ch. 13; no sound is altered.
 */
export class EchoGate {
  readonly #reference = new ReferenceTrack();
  readonly #search = new LagSearch();
  readonly #levels = new BandLevels();
  /** Natural log of each band's echo gain; starts at 0 dB, the loudest believable loudspeaker. */
  readonly #logGain = new Float64Array(BANDS);
  readonly #tail = new Float64Array(BANDS);
  /** What to add to microphone time to get arrival time, for sound that came without delay. */
  #captureOffsetMs = Infinity;
  #quietHops = 0;
  #unlikeHops = 0;

  /** @param samples What was just sent, mono at 16 kHz. */
  played(samples: Float32Array, nowMs: number): void {
    this.#reference.push(samples, nowMs);
  }

  /**
   * @param frame The next samples of the microphone.
   * @param times When they came (bursts are normal), and where they end in the time that counts samples.
   * @returns Whether something other than echo is in them.
   */
  hearsUser(frame: Float32Array, { arrivedMs, endMs }: { arrivedMs: number; endMs: number }): boolean {
    // The least delayed arrival tells when sound was made; it may creep up, as two clocks drift.
    this.#captureOffsetMs = Math.min(this.#captureOffsetMs + 0.005, arrivedMs - endMs);
    const hops = this.#levels.push(frame);
    let users = 0;
    hops.forEach((powers, i) => {
      const hop = Math.round((endMs + this.#captureOffsetMs) / HOP_MS) - (hops.length - 1 - i);
      if (this.#hopIsUser(powers, hop)) users++;
    });
    return users * 2 > hops.length || hops.length === 0;
  }

  #hopIsUser(powers: Float64Array, hop: number): boolean {
    if (!this.#reference.soundedSince(hop - LagSearch.MAX_LAG_HOPS)) {
      this.#tail.fill(0);
      return true;
    }
    const correlation = this.#search.push(powers, this.#reference, hop);
    const { lag } = this.#search;
    if (lag === undefined) return this.#isUserUnlearned(powers, correlation);
    this.#predict(hop - lag);
    this.#learn(powers, hop - lag, correlation);
    return this.#excess(powers) >= EXCESS_SHARE;
  }

  /** Before the echo was ever found: silence in the microphone while the face speaks means there is none. */
  #isUserUnlearned(powers: Float64Array, correlation: number): boolean {
    const quiet = powers.reduce((sum, power) => sum + power, 0) < 1e-7;
    if (quiet) this.#quietHops++;
    else if (correlation < UNLIKE_CORRELATION) this.#unlikeHops++;
    else this.#unlikeHops = 0;
    return this.#quietHops >= QUIET_HOPS_FOR_HEADPHONES || this.#unlikeHops >= UNLIKE_HOPS;
  }

  #predict(hop: number): void {
    for (let band = 0; band < BANDS; band++) {
      const direct = this.#reference.strongest(hop, band) * Math.exp(this.#logGain[band] as number);
      this.#tail[band] = Math.max(direct, (this.#tail[band] as number) * TAIL_DECAY);
    }
  }

  #learn(powers: Float64Array, hop: number, correlation: number): void {
    for (let band = 0; band < BANDS; band++) {
      const reference = this.#reference.strongest(hop, band);
      if (reference < REFERENCE_FLOOR) continue;
      const gain = this.#logGain[band] as number;
      const observed = Math.log(((powers[band] as number) + NOISE_FLOOR) / reference);
      if (observed < gain) this.#logGain[band] = gain + LEARN_DOWN * (observed - gain);
      else if (correlation > LagSearch.ECHO_CORRELATION) this.#logGain[band] = gain + LEARN_UP * (observed - gain);
    }
  }

  /** Share of the power that the predicted echo does not explain, 0…1. */
  #excess(powers: Float64Array): number {
    let total = NOISE_FLOOR;
    let beyond = 0;
    for (let band = 0; band < BANDS; band++) {
      const power = powers[band] as number;
      total += power;
      beyond += Math.max(0, power - MARGIN * (this.#tail[band] as number));
    }
    return beyond / total;
  }
}
