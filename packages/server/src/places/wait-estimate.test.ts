import { beforeEach, describe, expect, it } from 'vitest';
import { WaitEstimate } from './wait-estimate.js';

let estimate: WaitEstimate;
beforeEach(() => {
  estimate = new WaitEstimate();
});
const stayed = (times: number, lengthMs: number): void => {
  for (let i = 0; i < times; i++) estimate.stayed(lengthMs);
};
/** Where all places of a server are taken, and the licence has no limit. */
const standing = (position: number, limit: number) => ({
  position,
  positionInLicence: position,
  server: { used: limit, limit },
  licence: { used: limit, limit: Infinity },
});

describe('how long it takes to get a place', () => {
  it('is not known before three sessions have ended', () => {
    stayed(2, 60_000);
    expect([estimate.waitS(standing(1, 1)), estimate.retryAfterS(standing(1, 1))]).toEqual([undefined, 10]);
  });

  it('is as many mean stays as places must change hands', () => {
    stayed(3, 120_000);
    expect([estimate.waitS(standing(1, 2)), estimate.waitS(standing(3, 2))]).toEqual([60, 180]);
  });

  it('follows the limit that binds', () => {
    stayed(3, 120_000);
    const full = { used: 2, limit: 2 };
    const free = { used: 2, limit: 100 };
    expect(estimate.waitS({ position: 9, positionInLicence: 2, server: free, licence: full })).toBe(120);
    expect(estimate.waitS({ position: 9, positionInLicence: 2, server: free, licence: free })).toBe(0);
  });

  it('is never asked to be waited for longer than ten minutes before another try, nor for less than a second', () => {
    stayed(3, 3_600_000);
    expect(estimate.retryAfterS(standing(1, 1))).toBe(600);
    stayed(50, 1);
    expect(estimate.retryAfterS(standing(1, 50))).toBe(1);
  });

  it('is about what is now, not what was long ago', () => {
    stayed(10, 3_600_000);
    stayed(50, 30_000);
    expect(estimate.waitS(standing(1, 1))).toBe(30);
  });
});
