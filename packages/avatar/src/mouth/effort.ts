import type { Loudness } from '@visavis/sound';
import type { TimedViseme } from './visemes.js';

/** How wide the mouth opens at an instant, as a factor of its usual opening; 0 where it rests because nothing sounds. */
export type Effort = (ms: number) => number;

const LEAST = 0.7;
const MOST = 1.15;
/** Loudness is that of a syllable, not of a period of the voice: the mean over this stretch on both sides. */
const SYLLABLE_MS: readonly number[] = [-60, -30, 0, 30, 60];
/** Loudness, relative to the loud parts of the speech, at which the mouth opens as usual. */
const USUAL_LOUDNESS = 0.5;
const BY_LOUDNESS = 0.5;
/**
 * Where it is silent from so long before to so long behind an instant, the mouth rests, whatever sounds were found there:
 * it prepares no earlier, and no sound has a longer silence of its own.
 */
const SILENCE_MS: readonly number[] = [-40, -20, 0, 20, 40, 60, 80];
const SILENT = 0.04;
/** Stretch on both sides in which the rate of speech is counted. */
const RATE_MS = 300;
/** Mouth classes a second in speech of usual speed, and how much each one more takes from the opening. */
const USUAL_RATE = 11;
const BY_RATE = 0.03;
/** Speech cannot be slower than this much below the usual rate: a held vowel is no wider than a slow one. */
const SLOWEST = -4;

/** A mouth opens wider for loud syllables, and less in fast speech, whose shapes it only touches. */
export function effortOf(loudness: Loudness, visemes: readonly TimedViseme[]): Effort {
  return (ms) => {
    if (SILENCE_MS.every((offset) => loudness.at(ms + offset) < SILENT)) return 0;
    const level = SYLLABLE_MS.reduce((sum, offset) => sum + loudness.at(ms + offset), 0) / SYLLABLE_MS.length;
    const byLoudness = 1 + BY_LOUDNESS * (Math.min(1, level) - USUAL_LOUDNESS);
    return Math.min(MOST, Math.max(LEAST, byLoudness * (1 - BY_RATE * hurry(visemes, ms))));
  };
}

/** Mouth classes a second around `ms` above the usual rate; 0 where no sounds are known. */
function hurry(visemes: readonly TimedViseme[], ms: number): number {
  let sounds = 0;
  let soundingMs = 0;
  for (const { viseme, startMs, endMs } of visemes) {
    const within = Math.min(endMs, ms + RATE_MS) - Math.max(startMs, ms - RATE_MS);
    if (viseme === 'sil' || within <= 0) continue;
    sounds += within / (endMs - startMs);
    soundingMs += within;
  }
  return soundingMs === 0 ? 0 : Math.max(SLOWEST, (1000 * sounds) / soundingMs - USUAL_RATE);
}
