import { describe, expect, it } from 'vitest';
import { seeded } from '@visavis/core/testing';
import { RateControl } from './rate-control.js';

const LIMITS = { minBps: 24_000, startBps: 500_000, maxBps: 800_000 };
/** 9,600 bit with the headers that a link carries. */
const PACKET_BYTES = 1162;

/** A link of a rate, 30 ms long each way, whose receiver reports the arrival of its packets ten times a second. */
class ReportingLink {
  readonly control = new RateControl(LIMITS);
  nowMs = 0;
  /** Changes when a packet arrives that leaves the queue at a time; `undefined` where it is lost. */
  arriveAt = (ms: number): number | undefined => ms;
  #freeAtMs = 0;
  #onWay: { sequence: number; atMs: number }[] = [];

  constructor(public kbps: number) {}

  /** How long a packet that leaves now waits in the queue, ms. */
  get queueMs(): number {
    return Math.max(0, this.#freeAtMs - this.nowMs);
  }

  send(count = 1, bytes = PACKET_BYTES): void {
    for (let i = 0; i < count; i++) {
      const sequence = this.control.leave(bytes, this.nowMs);
      this.#freeAtMs = Math.max(this.#freeAtMs, this.nowMs) + (8 * (bytes + 38)) / this.kbps;
      const atMs = this.arriveAt(this.#freeAtMs + 30);
      if (atMs !== undefined) this.#onWay.push({ sequence, atMs });
    }
  }

  /** Sends a packet every `everyMs`, for so long. */
  run(ms: number, everyMs: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += everyMs) {
      this.send();
      if (this.nowMs % 100 === 0) this.report();
    }
  }

  /** Sends sound, pictures at the target and what is filled up, for so long. @returns Lowest target and longest queue. */
  live(ms: number): { lowestBps: number; longestMs: number } {
    let [lowestBps, longestMs] = [Infinity, 0];
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += 20) {
      this.send(1, this.control.targetBps < 60_000 ? 62 : 102);
      const pictureBytes = (this.control.targetBps * 20) / 8000;
      for (const bytes of [pictureBytes, this.control.paddingBytes(this.nowMs)])
        if (bytes > 50) this.send(1, bytes - 38);
      if (this.nowMs % 100 === 0) this.report();
      lowestBps = Math.min(lowestBps, this.control.targetBps);
      longestMs = Math.max(longestMs, this.queueMs);
    }
    return { lowestBps, longestMs };
  }

  report(): void {
    const arrived = this.#onWay.filter(({ atMs }) => atMs + 30 <= this.nowMs);
    if (arrived.length === 0) return;
    this.#onWay = this.#onWay.filter(({ atMs }) => atMs + 30 > this.nowMs);
    const first = Math.min(...arrived.map(({ sequence }) => sequence));
    const arrivedMs: (number | undefined)[] = [];
    for (const { sequence, atMs } of arrived) arrivedMs[sequence - first] = atMs;
    this.control.onTransportFeedback({ first, arrivedMs: Array.from(arrivedMs) }, this.nowMs);
  }
}

describe('the control of what is sent', () => {
  it('follows the estimate and the loss of a viewer that reports no arrivals', () => {
    const control = new RateControl(LIMITS);
    control.onEstimate(900_000, 400_000, 0);
    expect(control.targetBps).toBe(0.92 * 900_000 - 40_000);
    expect(control.paceBps).toBe(2.5 * control.targetBps);
    control.onLoss(0.5, 1000);
    expect(control.targetBps).toBe(0.75 * (0.92 * 900_000 - 40_000));
    expect([control.isFull(0, 2000), control.paddingBytes(2000)]).toEqual([false, 0]);
  });

  it('ignores both once arrivals are reported: they come sooner', () => {
    const link = new ReportingLink(5000);
    link.run(300, 20);
    link.control.onEstimate(200_000, 500_000, link.nowMs);
    link.control.onEstimate(100_000, 500_000, link.nowMs + 100);
    link.control.onLoss(0.5, link.nowMs);
    expect(link.control.targetBps).toBe(LIMITS.startBps);
  });

  it('follows the estimate again where packets are no longer numbered', () => {
    const link = new ReportingLink(200);
    link.run(1000, 20);
    link.control.onEstimate(900_000, 400_000, link.nowMs);
    link.control.negotiate(true);
    expect(link.control.targetBps).toBeLessThan(200_000);
    link.control.negotiate(false);
    expect([link.control.reportsArrivals, link.control.targetBps]).toEqual([false, 0.92 * 900_000 - 40_000]);
  });

  it('does not take the longer delay of another connection for a queue', () => {
    const link = new ReportingLink(5000);
    link.live(3000);
    const before = link.control.targetBps;
    link.arriveAt = (ms) => ms + 150;
    link.control.reconnect();
    expect(link.live(3000).lowestBps).toBeGreaterThanOrEqual(before);
  });

  it('falls within half a second when a link becomes narrow', () => {
    const link = new ReportingLink(800);
    link.run(1000, 20);
    link.kbps = 150;
    link.run(500, 20);
    expect(link.control.targetBps).toBeLessThan(100_000);
    expect(link.control.paceBps).toBeLessThan(150_000);
  });

  it('has frames wait while those before them still wait in the queue of the link, a few a second excepted', () => {
    const link = new ReportingLink(240);
    link.run(1000, 20);
    const { control, nowMs } = link;
    expect(control.isFull(40, nowMs)).toBe(true);
    // Far more than 300 ms of packets wait: further ones would be lost.
    expect([control.isFull(190, nowMs), control.isFull(200, nowMs)]).toEqual([true, false]);
    for (link.nowMs += 20; link.nowMs < nowMs + 3000; link.nowMs += 20) if (link.nowMs % 100 === 0) link.report();
    expect(control.isFull(40, link.nowMs)).toBe(false);
    link.send(6);
    // Six packets take 300 ms of that link.
    expect([control.isFull(140, link.nowMs), control.isFull(150, link.nowMs)]).toEqual([true, false]);
    expect(control.isFull(40, link.nowMs + 110)).toBe(false);
  });

  it('keeps what its source gains as the highest target, whichever reports come', () => {
    const link = new ReportingLink(5000);
    link.control.setMost(300_000);
    link.control.onEstimate(5_000_000, 400_000, 0);
    expect(link.control.targetBps).toBe(300_000);
  });

  describe('on a link that becomes wide again', () => {
    it('comes back from the lowest rate to most of what the link carries within ten seconds', () => {
      const link = new ReportingLink(100);
      link.live(15_000);
      expect(link.control.targetBps).toBeLessThan(50_000);
      link.kbps = 600;
      link.live(10_000);
      expect(link.control.targetBps).toBeGreaterThan(350_000);
      link.kbps = 2000;
      link.live(10_000);
      expect(link.control.targetBps).toBe(LIMITS.maxBps);
    });

    it('does not take one of 300 kbps for a wider one, where packets arrive in groups either', () => {
      for (const everyMs of [1, 10, 25]) {
        const link = new ReportingLink(100);
        link.arriveAt = (ms) => Math.ceil(ms / everyMs) * everyMs;
        link.live(15_000);
        link.kbps = 300;
        const { longestMs } = link.live(20_000);
        expect(longestMs).toBeLessThan(120);
        expect(link.control.targetBps).toBeGreaterThan(130_000);
        expect(link.control.targetBps).toBeLessThan(250_000);
      }
    });
  });

  describe('on a wide link', () => {
    const random = seeded(3);
    it.each([
      ['arrive in groups, one every 10 to 25 ms', (ms: number) => Math.ceil(ms / 17) * 17],
      ['are lost at random, three of a hundred', (ms: number) => (random() < 0.03 ? undefined : ms)],
      ['take up to 100 ms longer at random', (ms: number) => ms + 100 * random()],
      ['do both', (ms: number) => (random() < 0.03 ? undefined : ms + 100 * random())],
    ])('does not fall where packets %s', (_, arriveAt) => {
      const link = new ReportingLink(5000);
      link.arriveAt = arriveAt;
      expect(link.live(20_000).lowestBps).toBe(LIMITS.startBps);
      expect(link.control.targetBps).toBe(LIMITS.maxBps);
    });
  });
});
