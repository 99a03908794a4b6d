import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { MemoryLicences, MemoryTokens } from '@visavis/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { Keys } from './keys.js';
import { Refusals } from './refusals.js';

const license = 'vv_the-key';
let clock: FakeClock;
let lines: [string, unknown][];
let keys: Keys;
beforeEach(() => {
  clock = new FakeClock();
  lines = [];
  const logger = { ...silentLogger, warn: (message: string, fields?: unknown) => void lines.push([message, fields]) };
  const refusals = new Refusals({ clock, logger });
  keys = new Keys({ licences: new MemoryLicences([{ key: license }]), tokens: new MemoryTokens(), refusals });
});

/** @returns How long the answer takes, ms. */
async function guess(key: string, address = '198.51.100.7'): Promise<number> {
  const startMs = clock.nowMs();
  let answered = false;
  const asking = keys.authorise(key, { address }).then(() => (answered = true));
  for (let waited = 0; !answered && waited < 20_000; waited += 50) await clock.advanceAsync(answered ? 0 : 50, 50);
  await asking;
  return clock.nowMs() - startMs;
}

describe('refused keys', () => {
  it('Scenario S5: leave one line with the address and without the key', async () => {
    await guess('vv_wrong');
    expect(lines).toEqual([['key refused', { why: 'auth.invalid_license', address: '198.51.100.7' }]]);
    expect(JSON.stringify(lines)).not.toContain('vv_wrong');
  });

  it('Scenario S5: are answered more and more slowly to one address, up to five seconds, and at once to others', async () => {
    const waits: number[] = [];
    for (let i = 0; i < 40; i++) waits.push(await guess(`vv_wrong${i}`));
    expect(Math.max(...waits.slice(0, 5))).toBeLessThanOrEqual(50);
    expect(Math.min(...waits.slice(6))).toBeGreaterThan(200);
    expect(Math.max(...waits)).toBeLessThanOrEqual(5_050);
    expect(await guess('vv_wrong', '198.51.100.8')).toBeLessThanOrEqual(50);
    expect(await guess(license)).toBeLessThanOrEqual(50);
  });

  it('Scenario S5: are forgotten after a while', async () => {
    for (let i = 0; i < 20; i++) await guess('vv_wrong');
    clock.advance(200_000);
    expect(await guess('vv_wrong')).toBeLessThanOrEqual(50);
  });

  it('Scenario S5: are nothing that a client without a key has guessed', async () => {
    await guess('');
    expect(lines).toEqual([]);
  });
});
