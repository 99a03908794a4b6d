import type { TimedPhone, TimedWord } from '@visavis/sound';
import type { WrittenWord } from './say.js';

/**
 * Finds when each word sounds. flite reports the times of phones, and how a word is said by itself; within a sentence
 * some phones differ, so both are aligned with the fewest differences.
 *
 * @param phones Phones of the whole text.
 * @param pronunciations Phones of each word. A word none of whose phones is found has no time.
 */
export function wordTimes(
  words: readonly WrittenWord[],
  phones: readonly TimedPhone[],
  pronunciations: readonly (readonly string[])[],
): TimedWord[] {
  const spoken = phones.flatMap(({ phone, endMs }, i) =>
    phone === 'pau' ? [] : { phone, startMs: phones[i - 1]?.endMs ?? 0, endMs },
  );
  const expected = pronunciations.flatMap((said, word) => said.map((phone) => ({ phone, word })));
  const pairs = align(
    spoken.map(({ phone }) => phone),
    expected.map(({ phone }) => phone),
  );
  const times = new Map<number, { startMs: number; endMs: number }>();
  for (const [i, j] of pairs) {
    const [sound, owner] = [spoken[i], expected[j]];
    if (!sound || !owner) continue;
    const startMs = times.get(owner.word)?.startMs ?? sound.startMs;
    times.set(owner.word, { startMs, endMs: sound.endMs });
  }
  return words.flatMap(({ from, to }, word) => {
    const time = times.get(word);
    return time ? { from, to, ...time } : [];
  });
}

/** @returns Pairs of indices that belong together, ascending: as many equal ones as order allows (Levenshtein 1966). */
function align(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  const cost = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => cost[i * width + j] as number;
  const paired = (i: number, j: number): number => at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 || j === 0) cost[i * width + j] = i + j;
      else cost[i * width + j] = Math.min(paired(i, j), at(i - 1, j) + 1, at(i, j - 1) + 1);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = a.length, j = b.length; i > 0 && j > 0;) {
    if (at(i, j) === paired(i, j)) pairs.unshift([--i, --j]);
    else if (at(i, j) === at(i - 1, j) + 1) i--;
    else j--;
  }
  return pairs;
}
