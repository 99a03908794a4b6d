// What can be measured of lips without people: openness, frame by frame, against the times of the sounds. It does not
// matter where openness comes from: from a mouth track, or measured in pictures.
import { mean, quantile, rounded } from './figures.mjs';

/** Openness of each phone in the middle of it, for the correlation only: 1 is the widest. */
const OPENNESS = openness({
  1: 'aa ae ah ax ay aw',
  0.6: 'eh ey ao ow oy',
  0.35: 'ih iy y er r',
  0.3: 'th dh k g ng hh',
  0.25: 'uh uw w t d n l',
  0.2: 'ch jh sh zh',
  0.15: 's z',
  0.1: 'f v',
});
const VOWELS = /^(aa|ae|ah|ax|ay|aw|eh|ey|ao|ow|oy|ih|iy|uh|uw|er)$/;
const ROUND = /^(uw|uh|w|ao|ow|oy)$/;
const SPREAD = /^(iy|ih|y|eh|ey)$/;
/** A picture belongs to a sound up to this far outside of it. */
const AROUND_MS = 20;
const SHUT = 0.05;
const LAGS_MS = Array.from({ length: 33 }, (_, i) => -80 + 5 * i);

/**
 * @param runs One per sentence and phase: `frames` of `{ ms, open, tuck?, pucker?, wide? }` in order, 40 ms apart, and
 *   `sounds` of `{ phone, startMs, endMs }`. Openness is 0 shut … about 1; `tuck` is how far the lower lip is at the teeth.
 * @param shut Openness below which lips count as closed.
 */
export function lipFigures(runs, shut = SHUT) {
  const figures = {
    frames: runs.reduce((sum, { frames }) => sum + frames.length, 0),
    closures: seen(runs, /^[pbm]$/, ({ open }) => open < shut),
    vowelsShut: shutInVowels(runs, shut),
    steps: stepsOf(runs),
    ...correlations(runs),
    onsetMs: onsets(runs),
    pauseMovement: pauseMovement(runs),
    shutAfterEndFrames: Math.max(...runs.map((run) => framesToShut(run, shut))),
  };
  const measures = (key) => runs.every(({ frames }) => frames.every((frame) => frame[key] !== undefined));
  if (measures('tuck')) figures.lipToTeeth = seen(runs, /^[fv]$/, ({ tuck }) => tuck > 0.5);
  if (measures('pucker')) figures.rounding = shapeCorrelation(runs, 'pucker', ROUND);
  if (measures('wide')) figures.spreading = shapeCorrelation(runs, 'wide', SPREAD);
  return figures;
}

function openness(table) {
  return new Map(Object.entries(table).flatMap(([open, phones]) => phones.split(' ').map((p) => [p, Number(open)])));
}

const soundAt = (sounds, ms) => sounds.find(({ startMs, endMs }) => ms >= startMs && ms < endMs);
const truthAt = (sounds, ms) => OPENNESS.get(soundAt(sounds, ms)?.phone) ?? 0;
const within = (frames, fromMs, toMs) => frames.filter(({ ms }) => ms >= fromMs && ms <= toMs);

function seen(runs, phones, shows) {
  const sounds = runs.flatMap(({ frames, sounds }) =>
    sounds
      .filter(({ phone }) => phones.test(phone))
      .map(({ startMs, endMs }) => within(frames, startMs - AROUND_MS, endMs + AROUND_MS).some(shows)),
  );
  const shown = sounds.filter(Boolean).length;
  return { shown, of: sounds.length, percent: rounded((100 * shown) / sounds.length) };
}

/** Frames in the middle half of a vowel in which the lips are shut: closures where there are none. */
function shutInVowels(runs, shut) {
  const middles = runs.flatMap(({ frames, sounds }) =>
    sounds
      .filter(({ phone }) => VOWELS.test(phone))
      .flatMap(({ startMs, endMs }) => {
        const quarter = (endMs - startMs) / 4;
        return within(frames, startMs + quarter, endMs - quarter);
      }),
  );
  const closed = middles.filter(({ open }) => open < shut).length;
  return { frames: closed, of: middles.length, percent: rounded((100 * closed) / middles.length) };
}

function stepsOf(runs) {
  const steps = runs.flatMap(({ frames }) => frames.slice(1).map(({ open }, i) => Math.abs(open - frames[i].open)));
  return { largest: rounded(Math.max(...steps), 3), p95: rounded(quantile(steps, 0.95), 3) };
}

function correlations(runs) {
  const at = (lagMs) =>
    correlation(
      runs.flatMap(({ frames, sounds }) => frames.map(({ ms, open }) => [open, truthAt(sounds, ms - lagMs)])),
    );
  const lags = LAGS_MS.map((lagMs) => [lagMs, at(lagMs)]);
  const [lagMs, best] = lags.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { correlation: rounded(at(0), 2), bestCorrelation: rounded(best, 2), lagMs };
}

function shapeCorrelation(runs, key, phones) {
  const pairs = runs.flatMap(({ frames, sounds }) =>
    frames.map((frame) => [frame[key], phones.test(soundAt(sounds, frame.ms)?.phone ?? '') ? 1 : 0]),
  );
  return rounded(correlation(pairs), 2);
}

/** First frame that is open after a pause or at the start, against the first sound that opens the mouth. */
function onsets(runs) {
  const errors = runs.flatMap(({ frames, sounds }) => {
    const begins = sounds.filter((sound, i) => {
      const before = sounds[i - 1];
      return sound.phone !== 'pau' && (!before || (before.phone === 'pau' && (i === 1 || length(before) > 200)));
    });
    return begins.flatMap((first) => {
      const from = sounds.indexOf(first);
      const opening = sounds.slice(from).find(({ phone }) => (OPENNESS.get(phone) ?? 0) >= 0.2);
      const frame = frames.find(({ ms, open }) => ms > first.startMs - 120 && open > 0.1);
      return opening && frame ? [frame.ms - opening.startMs] : [];
    });
  });
  const sizes = errors.map(Math.abs);
  return { n: errors.length, median: rounded(quantile(errors, 0.5)), p95: rounded(quantile(sizes, 0.95)) };
}

const length = ({ startMs, endMs }) => endMs - startMs;

/** Largest step of openness inside pauses longer than 200 ms, a closing and an opening mouth left out. */
function pauseMovement(runs) {
  const steps = runs.flatMap(({ frames, sounds }) =>
    sounds
      .filter((sound) => sound.phone === 'pau' && length(sound) > 200)
      .flatMap(({ startMs, endMs }) => {
        const still = within(frames, startMs + 110, endMs - 110);
        return still.slice(1).map(({ open }, i) => Math.abs(open - still[i].open));
      }),
  );
  return { n: steps.length, largest: rounded(Math.max(0, ...steps), 3) };
}

function framesToShut({ frames, sounds }, shut) {
  const end = sounds.findLast(({ phone }) => phone !== 'pau').endMs;
  return frames.filter(({ ms, open }) => ms > end && open >= shut).length;
}

function correlation(pairs) {
  const [ma, mb] = [mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b))];
  const product = mean(pairs.map(([a, b]) => (a - ma) * (b - mb)));
  return product / Math.sqrt(mean(pairs.map(([a]) => (a - ma) ** 2)) * mean(pairs.map(([, b]) => (b - mb) ** 2)) || 1);
}
