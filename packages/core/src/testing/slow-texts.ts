import { costOf } from './cost.js';

/** Pieces that careless expressions stumble over when they are repeated: marks that open something, close it, or may do both. */
const PIECES = [
  ...['a', ' ', '\n', '\t', '0', "'", '"', '.', '!', '?', ',', '-', '_', '*', '#', '`', '&', ':', ';', '=', '/', '\\', '|'],
  ...['[', ']', '(', ')', '{', '<', '>', '…', 'é', '字', '😀', 'ﷺ', '\u0301', '\u2028'],
  ...["a'", 'a ', 'a.', '. ', '1,', '!a', '**a ', '_a', '[a](', '<!--', '<a ', '&a', '\\"', '["', '{"a":', '"a",', 'http://', 'vvt_', 'a\r\n', '> '],
]; // prettier-ignore

/** The first is the measure of the others. */
const SIZES = [1_000, 10, 100, 3_000, 10_000, 30_000, 100_000];
/** How many times as long a character may take in a longer text: processors and collectors are not even. */
const SLACK = 4;
/** Microseconds that a text of the first size may take in any case. */
const LEAST_US = 1_000;
const RUNS = 3;

/**
 * Runs `work` on hostile texts of 10 to 100,000 characters and compares its processor time from size to size, which a busy
 * machine does not change.
 *
 * @returns The texts, by the piece that they repeat, on which the time grows faster than the text.
 */
export function slowTexts(work: (text: string) => unknown): string[] {
  return PIECES.filter((piece) => isSlow((size) => work(`a${piece.repeat(size / piece.length)}a`)));
}

function isSlow(work: (size: number) => unknown): boolean {
  const [first = 0, ...others] = SIZES;
  work(first);
  const each =
    Math.max(
      LEAST_US,
      costOf(() => work(first)),
    ) / first;
  return others.some((size) => {
    const isOver = (): boolean => costOf(() => work(size)) > SLACK * each * Math.max(first, size);
    return Array.from({ length: RUNS }).every(isOver);
  });
}
