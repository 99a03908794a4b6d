import { expect, it } from 'vitest';
import { retryDelayMs } from './backoff.js';

it('tries again at once, then less and less often, each client a little out of step', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 20].map((tries) => retryDelayMs(tries, 1))).toEqual([
    0, 250, 500, 1000, 2000, 4000, 4000, 4000,
  ]);
  expect(retryDelayMs(3, 0)).toBe(500);
});
