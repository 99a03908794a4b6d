import { describe, expect, it } from 'vitest';
import { seeded } from '@visavis/core/testing';
import { DelayTrend } from './delay-trend.js';

/** @returns The trend of a packet every 10 ms for so long. */
function trendOf(ms: number, delayAt: (sentMs: number) => number): DelayTrend {
  const trend = new DelayTrend();
  for (let sentMs = 0; sentMs <= ms; sentMs += 10) trend.add(1e10 + sentMs, delayAt(sentMs) - 1e9);
  return trend;
}

describe('the trend of delays', () => {
  it('rises with a queue that grows, by what it has grown', () => {
    const trend = trendOf(400, (sentMs) => 30 + 0.2 * sentMs);
    expect(trend.spanMs).toBe(400);
    expect(trend.riseMs).toBeCloseTo(80);
  });

  it('falls with a queue that drains', () => {
    expect(trendOf(200, (sentMs) => 90 - 0.3 * sentMs).riseMs).toBeCloseTo(-60);
  });

  it('hardly rises where packets arrive in groups, one every 25 ms', () => {
    const grouped = trendOf(400, (sentMs) => Math.ceil((sentMs + 1) / 25) * 25 - sentMs);
    expect(Math.abs(grouped.riseMs)).toBeLessThan(5);
  });

  it('rises by less than half of what delays vary at random', () => {
    const random = seeded(7);
    for (let run = 0; run < 20; run++) expect(Math.abs(trendOf(400, () => 100 * random()).riseMs)).toBeLessThan(50);
  });

  it('is none of a single packet, or of several that left at once', () => {
    const trend = new DelayTrend();
    expect([trend.spanMs, trend.riseMs]).toEqual([0, 0]);
    for (const delayMs of [10, 20, 30]) trend.add(5, delayMs);
    expect([trend.spanMs, trend.riseMs]).toEqual([0, 0]);
  });
});
