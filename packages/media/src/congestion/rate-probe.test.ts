import { describe, expect, it } from 'vitest';
import type { ArrivedPacket } from './link-meter.js';
import { RateProbe, type ProbeResult } from './rate-probe.js';

const TRIED_BPS = 300_000;
const PACKET_BYTES = 250;
const REPORT_MS = 100;

/**
 * Tries 300 kbps on a link of so many.
 *
 * @param arriveAt When a packet arrives that leaves the link's queue at a time.
 */
function tryOn(linkKbps: number, arriveAt = (ms: number) => ms, lost: (packet: number) => boolean = () => false) {
  const probe = new RateProbe(TRIED_BPS, 1000);
  let result: ProbeResult | undefined;
  let freeAtMs = 0;
  let sent = 0;
  let onWay: (ArrivedPacket & { atMs: number })[] = [];
  const send = (nowMs: number): void => {
    probe.leave(PACKET_BYTES);
    freeAtMs = Math.max(freeAtMs, nowMs) + (8 * PACKET_BYTES) / linkKbps;
    const atMs = arriveAt(freeAtMs) + 30;
    if (!lost(sent++)) onWay.push({ sentMs: nowMs, bytes: PACKET_BYTES, delayMs: atMs - nowMs, atMs });
  };
  let padding = 0;
  let endedAtMs = 1000;
  for (; endedAtMs < 2500 && !result; endedAtMs += 20) {
    // Sound; the rest is filled up.
    send(endedAtMs);
    for (let left = Math.round(probe.paddingBytes(endedAtMs) / PACKET_BYTES); left > 0; left--, padding++)
      send(endedAtMs);
    if (endedAtMs % REPORT_MS > 0) continue;
    const arrived = onWay.filter(({ atMs }) => atMs + 30 <= endedAtMs);
    onWay = onWay.filter(({ atMs }) => atMs + 30 > endedAtMs);
    result = probe.receive(arrived, 5);
  }
  return { result: result!, tookMs: endedAtMs - 1000, padding };
}

describe('a try of a higher rate', () => {
  it('fills up what is sent to that rate for 400 ms, and proves it where no queue grows', () => {
    const { result, tookMs, padding } = tryOn(1000);
    expect(result.queued).toBe(false);
    expect(result.provenBps / TRIED_BPS).toBeCloseTo(1, 1);
    expect(padding * PACKET_BYTES * 8).toBeCloseTo(0.4 * TRIED_BPS - 20 * PACKET_BYTES * 8, -4);
    expect(tookMs).toBeLessThanOrEqual(540);
  });

  it.each([150, 200, 260])('ends early where the link carries %i kbps, and proves no more than that', (kbps) => {
    const { result, tookMs } = tryOn(kbps);
    expect(result.provenBps).toBeLessThanOrEqual(1.1 * kbps * 1000);
    expect(result.provenBps).toBeGreaterThan(0.7 * kbps * 1000);
    if (kbps <= 200) expect([result.queued, tookMs <= 340]).toEqual([true, true]);
  });

  it.each([10, 25])('proves no more than was sent where packets arrive in groups, one every %i ms', (everyMs) => {
    const { result } = tryOn(5000, (ms) => Math.ceil(ms / everyMs) * everyMs);
    expect(result.queued).toBe(false);
    expect(result.provenBps / TRIED_BPS).toBeGreaterThan(0.85);
    expect(result.provenBps / TRIED_BPS).toBeLessThan(1.1);
  });

  it('proves no more than the link carries where packets arrive in groups', () => {
    const { result } = tryOn(200, (ms) => Math.ceil(ms / 25) * 25);
    expect(result.provenBps).toBeLessThan(1.2 * 200_000);
  });

  it('counts what was lost as not carried', () => {
    const { result } = tryOn(1000, undefined, (packet) => packet % 4 === 0);
    expect(result.provenBps / TRIED_BPS).toBeCloseTo(0.75, 1);
  });
});
