/** Between two tries to come back: quick at first, since most losses are short, then at most this far apart. */
const FIRST_MS = 250;
const LONGEST_MS = 4_000;

/**
 * How long to wait before the next try. The first one is at once.
 *
 * @param tries How many have failed.
 * @param random 0…1, so that a thousand clients of a server that stumbled do not come back in step.
 */
export function retryDelayMs(tries: number, random: number): number {
  if (tries === 0) return 0;
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)) * (0.5 + random / 2);
}
