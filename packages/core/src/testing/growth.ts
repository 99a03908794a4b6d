import { costOf } from './cost.js';

const SIZE = 1_000;
const FACTOR = 8;
const RUNS = 3;
/** Work that seems to grow faster is run again: what a busy machine adds to all runs of one size is rarely added twice. */
const SUSPICIOUS = 2;
const ROUNDS = 4;

/**
 * How much more processor time a unit of input takes in an input eight times as long: about 1 where the work grows with the
 * input, 8 where it grows with its square. The least of several runs counts, so that a busy machine does not.
 *
 * @param work Prepared for an input of the given size.
 */
export function growth(work: (size: number) => () => unknown): number {
  const [small, large] = [work(SIZE), work(SIZE * FACTOR)];
  let [least, most] = [leastCost(small), leastCost(large)];
  for (let round = 1; round < ROUNDS && most / least / FACTOR > SUSPICIOUS; round++) {
    least = Math.min(least, leastCost(small));
    most = Math.min(most, leastCost(large));
  }
  return most / least / FACTOR;
}

/** Microseconds of processor time; work too short to be measured counts as half a millisecond. */
function leastCost(work: () => unknown): number {
  work();
  return Math.max(500, Math.min(...Array.from({ length: RUNS }, () => costOf(work))));
}
