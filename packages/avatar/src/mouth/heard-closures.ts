import { STEP_MS, type Spectrum } from './bands.js';
import type { Closure } from './closures.js';

/** Lips that close between two vowels take the formants from the sound, by at least so much, for so long. */
const DIP_DB = 12;
const SHORTEST_STEPS = 3;
const LONGEST_STEPS = 12;
/** The vowel on either side is loudest within so many steps. */
const AROUND_STEPS = 12;
/** What is left of the sound of closed lips is the lowest band: a murmur, or next to nothing. */
const MURMUR_SHARE = 0.6;
/** Power of silence: no vowel is as quiet. */
const FLOOR = 900;

/**
 * Finds closures of the lips by their murmur: the formants fall away between two vowels, and the voice goes on below
 * them. It takes some closures of the tongue for those of the lips; both nearly shut the mouth.
 */
export function heardClosures(spectra: readonly Spectrum[]): Closure[] {
  const formants = spectra.map(({ total, shares: { low, mid, high } }) => decibels(total * (low + mid + high)));
  const closures: Closure[] = [];
  let from = 0;
  while (from < formants.length) {
    if (!isDip(formants, from)) {
      from++;
      continue;
    }
    let to = from;
    while (to < formants.length && isDip(formants, to)) to++;
    if (to - from >= SHORTEST_STEPS && to - from <= LONGEST_STEPS && isLabial(spectra.slice(from, to)))
      closures.push({ viseme: 'PP', startMs: from * STEP_MS, endMs: to * STEP_MS });
    from = to;
  }
  return closures;
}

const decibels = (power: number): number => 10 * Math.log10(Math.max(FLOOR, power));

function isDip(levels: readonly number[], at: number): boolean {
  const before = Math.max(...levels.slice(Math.max(0, at - AROUND_STEPS), at));
  const after = Math.max(...levels.slice(at + 1, at + 1 + AROUND_STEPS));
  return Math.min(before, after) - (levels[at] as number) > DIP_DB;
}

function isLabial(steps: readonly Spectrum[]): boolean {
  const murmurs = steps.filter(({ total, shares }) => total <= FLOOR || shares.voice > MURMUR_SHARE);
  return murmurs.length > steps.length / 2;
}
