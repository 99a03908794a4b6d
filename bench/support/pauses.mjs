// Where speech begins, ends and is quiet in a recording, and recordings with longer pauses.

const RATE = 16; // samples per ms
/** Length of the windows over which loudness is measured. */
const WINDOW_MS = 5;
/** A window that is more than this below the loudest one, dB, counts as silence of the recording. */
const SPEECH_RANGE_DB = 35;
/** Windows after the start of speech of which half must be loud: a click is over sooner. */
const SUSTAINED_WINDOWS = 20;
/** A place is quiet that is so much below the loudest one, dB, for so many windows: longer than most consonants. */
const QUIET_DB = 24;
const QUIET_WINDOWS = 8;
/** The least distance between two places, and from a place to the first and the last sound, ms. */
const APART_MS = 250;

/** @returns Trims by energy: from the first to the last loud window, clicks left out, ms. */
export function speechIn(samples) {
  const levels = levelsOf(samples);
  const floor = Math.max(...levels) - SPEECH_RANGE_DB;
  const loud = (level) => level > floor;
  const begins = (level, i) =>
    loud(level) && levels.slice(i, i + SUSTAINED_WINDOWS).filter(loud).length >= SUSTAINED_WINDOWS / 2;
  return { startMs: levels.findIndex(begins) * WINDOW_MS, endMs: (levels.findLastIndex(loud) + 1) * WINDOW_MS };
}

/** @returns Times at which a pause sounds least unnatural, ms: the quietest ones, `count` at most. */
export function quietPlaces(samples, { startMs, endMs, count }) {
  const levels = levelsOf(samples);
  const limit = Math.max(...levels) - QUIET_DB;
  const candidates = levels
    .map((_, i) => ({
      ms: (i + QUIET_WINDOWS / 2) * WINDOW_MS,
      level: Math.max(...levels.slice(i, i + QUIET_WINDOWS)),
    }))
    .filter(({ ms, level }) => level < limit && ms > startMs + APART_MS && ms < endMs - APART_MS)
    .sort((a, b) => a.level - b.level);
  const places = [];
  for (const { ms } of candidates)
    if (places.length < count && places.every((place) => Math.abs(place - ms) >= APART_MS)) places.push(ms);
  return places;
}

/** @returns The recording with silence inserted. */
export function withPause(samples, placeMs, pauseMs) {
  const longer = new Float32Array(samples.length + pauseMs * RATE);
  longer.set(samples.subarray(0, placeMs * RATE));
  longer.set(samples.subarray(placeMs * RATE), (placeMs + pauseMs) * RATE);
  return longer;
}

function levelsOf(samples) {
  const size = RATE * WINDOW_MS;
  const levels = [];
  for (let at = 0; at + size <= samples.length; at += size)
    levels.push(10 * Math.log10(samples.subarray(at, at + size).reduce((sum, s) => sum + s * s, 1e-12) / size));
  return levels;
}
