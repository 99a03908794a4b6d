import { BANDS, logLevels } from './band-levels.js';
import type { ReferenceTrack } from './reference-track.js';

/** Hops of a sound that are compared with what was played: 0.45 s. */
const WINDOW_HOPS = 28;
/** Hops before the comparison says anything: 128 ms, the length of sound that is taken for a voice. */
const LEAST_HOPS = 8;
/** Hops after which the likeness of voices that have nothing in common seldom comes near that of an echo: 192 ms. */
const SURE_HOPS = 12;
/** Hops in which a sound must be like what was played before a delay is found in it: 0.3 s. */
const LIKE_HOPS = 18;
/** Hops without a sound after which the next one is another: about 100 ms. */
const GAP_HOPS = 6;
/** Power of what was played of which even an echo 30 dB softer would be heard in a quiet microphone. */
const CLEAR = 10 ** -3.2;
/** Hops of silence where an echo would be heard, after which there is none with this delay. */
const SILENT_HOPS = 3;
/** Hops of sound where no echo can be, after which the sound is none with this delay: more than a click. */
const OTHER_HOPS = 5;
/** Hops for which a room goes on sounding: 0.4 s. */
const TAIL_HOPS = 24;
/** Levels this far below the loudest of all bands hold more noise than voice: 25 dB. */
const RANGE = Math.log(10 ** 2.5);
/**
 * Likeness below which the sound is no echo, at first and after {@link SURE_HOPS}. In simulated rooms that of echoes is
 * above 0.67 and 0.81 (19 of 20), that of other voices below 0.72 and 0.60.
 */
const UNLIKE_AT_FIRST = 0.4;
const UNLIKE = 0.65;
/** Sum of squared deviations that counts as none. */
const TINY = 1;

/** What a hop of the microphone holds: nothing, the noise of the room, or a sound that stands out. */
export type HopKind = 'quiet' | 'noise' | 'sound';

/**
 * What the first sounds of a reply show about an echo that was never found: the delays that it can still have, and whether
 * a sound is like what was played so long before. A delay is given up where the microphone was quiet although something
 * clear had been played, and for a sound that goes on where nothing had been.
 */
export class PossibleDelays {
  /** Hops that contradict a delay: of silence since the reply began, and of the present sound. */
  readonly #silent: Uint8Array;
  readonly #other: Uint8Array;
  /** Band powers of the latest hops of the present sound, oldest first, and their levels; empty while there is none. */
  #powers: Float64Array[] = [];
  #levels: Float64Array[] = [];
  #gapHops = 0;
  /** Whether the latest sound was found to be no echo. */
  #isOther = false;

  /** @param delays Number of delays, in hops from 0. */
  constructor(delays: number) {
    this.#silent = new Uint8Array(delays);
    this.#other = new Uint8Array(delays);
  }

  /** Whether a delay may be found now: in a sound that is like what was played. */
  get mayFind(): boolean {
    return !this.#isOther && this.#levels.length >= LIKE_HOPS;
  }

  /** Whether no echo can have a delay of less than `hops`: the microphone was quiet where it would have been heard. */
  noneBelow(hops: number): boolean {
    return this.#silent.subarray(0, hops).every((count) => count >= SILENT_HOPS);
  }

  /** Band powers of the latest hops of the present sound, oldest first; none of a sound that is no echo. */
  get sound(): readonly Float64Array[] {
    return this.#isOther ? [] : this.#powers;
  }

  /** The reply and its echo are over. */
  forget(): void {
    this.#silent.fill(0);
    this.#isOther = false;
    this.#endSound();
  }

  /**
   * Takes the next hop of the microphone.
   *
   * @returns Whether its sound is something other than the echo; `undefined` while that cannot be known, and without a
   *   sound.
   */
  hear(powers: Float64Array, kind: HopKind, reference: ReferenceTrack, hop: number): boolean | undefined {
    if (kind === 'quiet')
      this.#contradict(this.#silent, SILENT_HOPS, (delay) => reference.powerAt(hop - delay) > CLEAR);
    this.#gapHops = kind === 'sound' ? 0 : this.#gapHops + 1;
    if (this.#gapHops >= GAP_HOPS) this.#endSound();
    if (kind !== 'sound' && this.#levels.length === 0) return undefined;
    if (this.#levels.length === 0) this.#isOther = false;
    this.#powers = [...this.#powers, powers].slice(-WINDOW_HOPS);
    this.#levels = [...this.#levels, logLevels(powers)].slice(-WINDOW_HOPS);
    if (kind === 'sound')
      this.#contradict(this.#other, OTHER_HOPS, (delay) => !reference.soundedWithin(hop - delay, TAIL_HOPS));
    return this.#judge(reference, hop);
  }

  #judge(reference: ReferenceTrack, hop: number): boolean | undefined {
    if (this.#levels.length < LEAST_HOPS) return undefined;
    if (this.#isOther) return true;
    const heard = new Deviations(this.#levels);
    let likeness = -1;
    for (let delay = 0; delay < this.#silent.length; delay++)
      if (this.#isPossible(delay))
        likeness = Math.max(likeness, heard.likeness(this.#playedUntil(hop - delay, reference)));
    this.#isOther = likeness < (this.#levels.length < SURE_HOPS ? UNLIKE_AT_FIRST : UNLIKE);
    return this.#isOther || (this.#levels.length < WINDOW_HOPS ? undefined : false);
  }

  #isPossible(delay: number): boolean {
    return (this.#silent[delay] as number) < SILENT_HOPS && (this.#other[delay] as number) < OTHER_HOPS;
  }

  #contradict(counts: Uint8Array, most: number, contradicts: (delay: number) => boolean): void {
    counts.forEach((count, delay) => {
      if (count < most && contradicts(delay)) counts[delay] = count + 1;
    });
  }

  #endSound(): void {
    this.#powers = [];
    this.#levels = [];
    this.#other.fill(0);
  }

  /** Of what was played until `end`, as much as there is of the present sound. */
  #playedUntil(end: number, reference: ReferenceTrack): Deviations {
    const before = this.#levels.length - 1;
    return new Deviations(this.#levels.map((_, i) => reference.levelsAt(end - before + i)));
  }
}

/**
 * How the levels of a sound rise and fall, band by band. Their means are those of the sound alone: every sound rises out
 * of silence, and that is no likeness.
 */
class Deviations {
  readonly #values: Float64Array;
  #power = TINY;

  constructor(hops: readonly Float64Array[]) {
    const floor = loudest(hops) - RANGE;
    this.#values = new Float64Array(BANDS * hops.length);
    for (let band = 0; band < BANDS; band++)
      this.#take(hops, band, floor, this.#values.subarray(band * hops.length, (band + 1) * hops.length));
  }

  /** How alike two sounds of one length rise and fall, −1…1. */
  likeness(other: Deviations): number {
    let cross = 0;
    for (let i = 0; i < this.#values.length; i++) cross += (this.#values[i] as number) * (other.#values[i] as number);
    return cross / Math.sqrt(this.#power * other.#power);
  }

  #take(hops: readonly Float64Array[], band: number, floor: number, levels: Float64Array): void {
    let sum = 0;
    for (let i = 0; i < levels.length; i++)
      sum += levels[i] = Math.max(floor, (hops[i] as Float64Array)[band] as number);
    const mean = sum / levels.length;
    for (let i = 0; i < levels.length; i++) {
      const deviation = (levels[i] as number) - mean;
      levels[i] = deviation;
      this.#power += deviation ** 2;
    }
  }
}

function loudest(hops: readonly Float64Array[]): number {
  let most = -Infinity;
  for (const levels of hops) for (const level of levels) most = Math.max(most, level);
  return most;
}
