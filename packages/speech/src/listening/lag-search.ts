import { BANDS, logLevels } from './band-levels.js';
import type { ReferenceTrack } from './reference-track.js';

const LAGS = 64;
/** Weight of a hop against the one after it: a memory of about half a second. */
const MEMORY = 0.97;
/** Rate at which the means of the levels adapt: within about a second. */
const MEAN_RATE = 0.02;
const TINY = 1e-9;
const [LOG_SILENCE = 0] = logLevels(new Float64Array(1));
/** Hops with sound on both sides before the search may return a delay. */
const HOPS_TO_LOCK = 20;
const LOCK_CORRELATION = 0.5;
/**
 * Hops in a row that are like what is being played, after which a delay is found however soft the sound is. The silence
 * behind a voice does not count: it is like many a pause in what is played.
 */
const HOPS_TO_INSIST = 40;
/** Pauses in what is played that do not count as its end. */
const PLAYING_HOPS = 8;
/** How much higher the correlation at a new delay must be before it replaces the old one. */
const SWITCH_MARGIN = 0.04;

/** What is known of a hop of the microphone. */
interface HeardHop {
  readonly isQuiet: boolean;
  readonly mayFind: boolean;
}

/** Looks for the delay at which the microphone's band levels rise and fall like those of what was played. */
export class LagSearch {
  static readonly MAX_LAG_HOPS = LAGS;
  /** Correlation from which the latest half second is taken as echo. */
  static readonly ECHO_CORRELATION = 0.55;

  readonly #cross = new Float64Array(LAGS);
  readonly #reference = new Float64Array(LAGS);
  #microphone = 0;
  readonly #microphoneMean = new Float64Array(BANDS).fill(LOG_SILENCE);
  readonly #referenceMean = new Float64Array(BANDS).fill(LOG_SILENCE);
  readonly #deviation = new Float64Array(BANDS);
  #hops = 0;
  /** Hops in a row that were like what was being played, silence left out. */
  #alikeHops = 0;
  #lag: number | undefined;

  /** Delay of the echo in hops; `undefined` until one was found. */
  get lag(): number | undefined {
    return this.#lag;
  }

  /**
   * @param heard.isQuiet Whether the hop holds silence.
   * @param heard.mayFind Whether a delay may be found: not in a sound that is no echo.
   * @returns How alike the last half second and what was played are, at the delay found or at the best one, −1…1.
   */
  push(powers: Float64Array, reference: ReferenceTrack, hop: number, heard: HeardHop): number {
    this.#deviate(logLevels(powers));
    const newest = reference.levelsAt(hop);
    for (let band = 0; band < BANDS; band++) {
      const mean = this.#referenceMean[band] as number;
      this.#referenceMean[band] = mean + MEAN_RATE * ((newest[band] as number) - mean);
    }
    for (let lag = 0; lag < LAGS; lag++) this.#accumulate(lag, reference.levelsAt(hop - lag));
    this.#hops++;
    return this.#choose(heard, reference.soundedWithin(hop, PLAYING_HOPS));
  }

  #deviate(levels: Float64Array): void {
    // A room's noise is no rise out of silence: taken for one, it would resemble any sound that begins at that moment.
    if (this.#hops === 0) this.#microphoneMean.set(levels);
    this.#microphone *= MEMORY;
    for (let band = 0; band < BANDS; band++) {
      const level = levels[band] as number;
      const mean = this.#microphoneMean[band] as number;
      this.#deviation[band] = level - mean;
      this.#microphone += (level - mean) ** 2;
      this.#microphoneMean[band] = mean + MEAN_RATE * (level - mean);
    }
  }

  #accumulate(lag: number, played: Float64Array): void {
    let cross = 0;
    let power = 0;
    for (let band = 0; band < BANDS; band++) {
      const deviation = (played[band] as number) - (this.#referenceMean[band] as number);
      cross += deviation * (this.#deviation[band] as number);
      power += deviation * deviation;
    }
    this.#cross[lag] = (this.#cross[lag] as number) * MEMORY + cross;
    this.#reference[lag] = (this.#reference[lag] as number) * MEMORY + power;
  }

  #choose({ isQuiet, mayFind }: HeardHop, playing: boolean): number {
    let best = 0;
    let likeness = this.#correlation(best);
    for (let lag = 1; lag < LAGS; lag++) {
      const correlation = this.#correlation(lag);
      if (correlation > likeness) [best, likeness] = [lag, correlation];
    }
    const held = this.#lag === undefined ? -1 : this.#correlation(this.#lag);
    if (!playing || likeness < LOCK_CORRELATION) this.#alikeHops = 0;
    else if (!isQuiet) this.#alikeHops++;
    const finds = this.#hops >= HOPS_TO_LOCK && likeness >= LOCK_CORRELATION && likeness > held + SWITCH_MARGIN;
    if (finds && (mayFind || this.#alikeHops >= HOPS_TO_INSIST)) this.#lag = best;
    return this.#lag === undefined ? likeness : this.#correlation(this.#lag);
  }

  #correlation(lag: number): number {
    return (this.#cross[lag] as number) / Math.sqrt(this.#microphone * (this.#reference[lag] as number) + TINY);
  }
}
