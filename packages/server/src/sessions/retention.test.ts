import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { forgetOldRecords } from './retention.js';

const HOUR_MS = 3_600_000;

it('records are forgotten at the start and every hour, also behind a failure, until the end', () => {
  const clock = new FakeClock();
  const asked: number[] = [];
  const forget = (beforeMs: number): Promise<number> => {
    asked.push(beforeMs / HOUR_MS);
    return asked.length === 2 ? Promise.reject(new Error('the database is away')) : Promise.resolve(1);
  };
  const nowMs = () => 100 * 24 * HOUR_MS + clock.nowMs();
  const end = forgetOldRecords({ records: { forget }, days: 30, clock, logger: silentLogger, nowMs });
  clock.advance(2 * HOUR_MS);
  end();
  clock.advance(24 * HOUR_MS);
  const atTheStart = 70 * 24;
  expect(asked).toEqual([atTheStart, atTheStart + 1, atTheStart + 2]);
  expect(clock.pending).toBe(0);
});
