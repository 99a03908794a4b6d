/**
 * Pauses between two attempts to reconnect: short at first, since most losses are short, and never longer than the
 * second.
 */
const FIRST_MS = 250;
const LONGEST_MS = 4_000;

/**
 * Computes the pause before the next attempt. The first attempt follows at once.
 *
 * @param tries Number of attempts that have failed.
 * @param random 0…1, so that a thousand clients of a server that failed do not reconnect in step.
 */
export function retryDelayMs(tries: number, random: number): number {
  if (tries === 0) return 0;
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)) * (0.5 + random / 2);
}
