import { describe, expect, it } from 'vitest';
import type { ArrivedPacket, LinkState } from './link-meter.js';
import { QueueControl } from './queue-control.js';

const LIMITS = { minBps: 24_000, startBps: 500_000, maxBps: 800_000 };
const EMPTY: LinkState = { queuedMs: 0, carriedBps: undefined, lost: 0, jitterMs: 0, arrived: [] };
const QUEUE: LinkState = { ...EMPTY, queuedMs: 120, carriedBps: 300_000 };
const SOUND_BYTES = 125;

/** A control that sends sound and what it fills up, all of which arrives, and receives ten reports a second. */
class Driven {
  readonly control = new QueueControl(LIMITS);
  nowMs = 0;
  /** When each try began. */
  tries: number[] = [];
  /** What the link carries. */
  kbps = Infinity;
  #padded = false;
  #freeAtMs = 0;

  run(ms: number, state: LinkState): number {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += 100) {
      const arrived = [0, 20, 40, 60, 80].flatMap((laterMs) => this.#send(this.nowMs + laterMs));
      this.control.onLink({ ...state, arrived }, this.nowMs + 80);
    }
    return this.control.targetBps;
  }

  #send(sentMs: number): ArrivedPacket[] {
    this.control.leave(SOUND_BYTES);
    const padding = this.control.paddingBytes(sentMs);
    if (padding > 0 && !this.#padded) this.tries.push(sentMs);
    this.#padded = padding > 0;
    if (padding > 0) this.control.leave(padding);
    return [SOUND_BYTES, padding].filter((bytes) => bytes > 0).map((bytes) => this.#carry(bytes, sentMs));
  }

  #carry(bytes: number, sentMs: number): ArrivedPacket {
    this.#freeAtMs = Math.max(this.#freeAtMs, sentMs) + (8 * bytes) / this.kbps;
    return { sentMs, bytes, delayMs: 30 + this.#freeAtMs - sentMs };
  }
}

describe('a bitrate that follows the queue of the link', () => {
  it('falls with the first report of a queue, to a part of what the link carries beside the sound', () => {
    const driven = new Driven();
    expect(driven.run(100, QUEUE)).toBe(0.4 * 300_000 - 56_000);
    expect(driven.run(100, { ...QUEUE, carriedBps: 100_000 })).toBe(LIMITS.minBps);
  });

  it('keeps more where the queue is short, and comes back to that once it has drained', () => {
    const driven = new Driven();
    expect(driven.run(100, { ...QUEUE, queuedMs: 50 })).toBe(0.7 * 300_000 - 56_000);
    expect(driven.run(100, QUEUE)).toBe(64_000);
    expect(driven.run(900, EMPTY)).toBe(64_000);
    driven.run(500, EMPTY);
    expect(driven.control.targetBps).toBe(0.7 * 300_000 - 56_000);
  });

  it('does not fall for a keyframe that waits for itself on a link that carries the target', () => {
    expect(new Driven().run(1000, { ...EMPTY, queuedMs: 150, carriedBps: 1_500_000 })).toBe(LIMITS.startBps);
  });

  it('counts less for the sound where the sound is narrow', () => {
    const driven = new Driven();
    expect(driven.run(100, { ...QUEUE, carriedBps: 200_000 })).toBe(0.4 * 200_000 - 40_000);
  });

  it('comes back by tries of half as much again, while no queue grows', () => {
    const driven = new Driven();
    driven.run(100, { ...QUEUE, carriedBps: 160_000 });
    expect(driven.control.targetBps).toBe(24_000);
    driven.run(1000, EMPTY);
    const raised = [driven.control.targetBps];
    while (driven.nowMs < 15_000) {
      const targetBps = driven.run(100, EMPTY);
      if (targetBps > raised.at(-1)!) raised.push(targetBps);
    }
    expect(raised.at(-1)).toBe(800_000);
    for (const [i, bps] of raised.slice(2, -1).entries()) {
      expect(bps + 56_000).toBeGreaterThan(1.1 * (raised[i + 1]! + 40_000));
      expect(bps + 40_000).toBeLessThan(1.3 * (raised[i + 1]! + 56_000));
    }
    const reachedMs = driven.nowMs;
    driven.tries = [];
    driven.run(10_000, EMPTY);
    expect([reachedMs <= 15_000, driven.tries]).toEqual([true, []]);
  });

  it('tries every three seconds where a queue grows, and keeps what it has', () => {
    const driven = new Driven();
    driven.kbps = 560;
    expect(driven.run(10_000, EMPTY)).toBe(500_000);
    const spacings = driven.tries.slice(1).map((ms, i) => ms - driven.tries[i]!);
    expect(spacings.length).toBeGreaterThanOrEqual(2);
    for (const ms of spacings) expect([ms >= 3000, ms <= 3100]).toEqual([true, true]);
  });

  it('does not take the short queue of a try for that of a link that has become narrow', () => {
    const driven = new Driven();
    driven.kbps = 560;
    while (driven.tries.length === 0) driven.run(100, EMPTY);
    expect(driven.run(200, { ...QUEUE, queuedMs: 80, carriedBps: 560_000 })).toBe(0.8 * 560_000 - 56_000);
    expect(driven.run(200, { ...QUEUE, queuedMs: 150, carriedBps: 560_000 })).toBe(0.4 * 560_000 - 56_000);
  });

  it('waits after a queue, twice as long where a rate that was just proven has failed', () => {
    const driven = new Driven();
    const triedAfter = (): number => {
      driven.run(100, QUEUE);
      const queuedAtMs = driven.nowMs - 20;
      driven.tries = [];
      while (driven.tries.length === 0) driven.run(100, EMPTY);
      driven.run(800, EMPTY);
      return driven.tries[0]! - queuedAtMs;
    };
    driven.run(2000, EMPTY);
    const waits = [triedAfter(), triedAfter(), triedAfter(), triedAfter()];
    expect(waits[0]).toBeGreaterThanOrEqual(1000);
    expect(waits[3]).toBeGreaterThanOrEqual(4000);
    expect(Math.max(...waits)).toBeLessThan(7000);
  });

  it('does not fall for the loss of a bad radio link, but for heavy loss without a queue, once a second', () => {
    const control = new QueueControl(LIMITS);
    const after = (lost: number, fromMs: number, toMs: number): number => {
      for (let nowMs = fromMs; nowMs < toMs; nowMs += 100) control.onLink({ ...EMPTY, lost }, nowMs);
      return control.targetBps;
    };
    expect(after(0.05, 0, 2000)).toBe(500_000);
    expect(after(0.2, 2000, 3000)).toBe(450_000);
    expect(after(0.2, 3000, 3200)).toBe(405_000);
  });

  it('sends packets much faster than the target, and hardly faster than a link whose limit it knows', () => {
    const driven = new Driven();
    expect(driven.control.paceBps).toBe(1_250_000);
    driven.run(100, QUEUE);
    expect(driven.control.paceBps).toBe(2.5 * 64_000);
    driven.run(1500, EMPTY);
    expect(driven.control.paceBps).toBe(300_000 - 56_000);
  });
});
