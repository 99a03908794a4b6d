import { expect, it } from 'vitest';
import { judgeQuality, type Quality } from './quality.js';
import { QualityWatch } from './quality-watch.js';
import type { ConnectionStats } from './stats.js';
import { FakePlatform, settle } from './testing/index.js';

const BEFORE = { bytesReceived: 1_000, packetsReceived: 100, packetsLost: 10, freezeCount: 1 };
const GOOD = { ...BEFORE, bytesReceived: 90_000, packetsReceived: 300, roundTripMs: 40, framesPerSecond: 25 };

it.each<[string, Partial<ConnectionStats>, Quality]>([
  ['nothing is wrong', {}, { level: 'good', reasons: [] }],
  ['a packet of 200 is lost', { packetsLost: 11 }, { level: 'good', reasons: [] }],
  ['some packets are lost', { packetsLost: 15 }, { level: 'fair', reasons: ['2 % of the packets are lost'] }],
  ['many packets are lost', { packetsLost: 50 }, { level: 'poor', reasons: ['17 % of the packets are lost'] }],
  ['the way is long', { roundTripMs: 350 }, { level: 'fair', reasons: ['The way is long'] }],
  ['the picture froze', { freezeCount: 2 }, { level: 'poor', reasons: ['The picture freezes'] }],
  [
    'several things are wrong, the gravest first',
    { framesPerSecond: 20, roundTripMs: 900 },
    { level: 'poor', reasons: ['The way is long', 'Pictures are missing'] },
  ],
  ['nothing came', { bytesReceived: 1_000 }, { level: 'lost', reasons: ['Nothing arrives'] }],
])('judges the connection when %s', (_, change, quality) => {
  expect(judgeQuality(BEFORE, { ...GOOD, ...change })).toEqual(quality);
});

it('returns nothing where the browser counts nothing', () => {
  expect(judgeQuality({}, GOOD)).toBeUndefined();
  expect(judgeQuality(BEFORE, {})).toBeUndefined();
});

it('is reported when it changes, and only then, and not after the end', async () => {
  const platform = new FakePlatform();
  const reported: string[] = [];
  let stats: ConnectionStats = GOOD;
  const watch = new QualityWatch(
    platform,
    async () => stats,
    ({ level }) => reported.push(level),
  );
  const pass = async (change: Partial<ConnectionStats>): Promise<void> => {
    const more = { bytesReceived: stats.bytesReceived! + 10_000, packetsReceived: stats.packetsReceived! + 200 };
    stats = { ...stats, ...more, ...change };
    platform.advance(2_000);
    await settle();
  };
  watch.start();
  watch.start();
  expect(platform.timers.size).toBe(1);
  for (const change of [{}, {}, {}, { roundTripMs: 700 }, {}, { roundTripMs: 30 }]) await pass(change);
  expect(reported).toEqual(['good', 'poor', 'good']);
  watch.stop();
  watch.stop();
  expect(platform.timers.size).toBe(0);
  watch.start();
  platform.advance(2_000);
  watch.stop();
  await settle();
  expect(platform.timers.size).toBe(0);
});
