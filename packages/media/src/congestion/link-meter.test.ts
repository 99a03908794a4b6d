import { describe, expect, it } from 'vitest';
import { LinkMeter, linkBytes, type LinkState } from './link-meter.js';

/** 9,600 bit with the headers that a link carries. */
const PACKET_BYTES = 1162;

/** A link with a queue, whose receiver reports ten times a second, by a clock of its own. */
class FakeLink {
  readonly meter = new LinkMeter();
  nowMs = 0;
  state: LinkState | undefined;
  #freeAtMs = 0;
  #reported = 0;
  #onWay: { sequence: number; atMs: number | undefined }[] = [];

  constructor(
    public kbps: number,
    public delayMs = 30,
  ) {}

  send(lost = false, bytes = PACKET_BYTES): void {
    const sequence = this.meter.send(linkBytes(bytes), this.nowMs);
    this.#freeAtMs = Math.max(this.#freeAtMs, this.nowMs) + (8 * linkBytes(bytes)) / this.kbps;
    this.#onWay.push({ sequence, atMs: lost ? undefined : this.#freeAtMs + this.delayMs });
  }

  /** Sends a packet every `everyMs`, for so long. */
  run(ms: number, everyMs: number, lost: (packet: number) => boolean = () => false): LinkState | undefined {
    for (let [endMs, packet] = [this.nowMs + ms, 0]; this.nowMs < endMs; this.nowMs += everyMs) {
      this.send(lost(packet++));
      if (this.nowMs - this.#reported >= 100) this.report();
    }
    return this.state;
  }

  report(): void {
    this.#reported = this.nowMs;
    const last = this.#onWay.findLastIndex(({ atMs }) => atMs !== undefined && atMs <= this.nowMs);
    const all = this.#onWay.splice(0, last + 1);
    if (all.length === 0) return;
    const arrivals = { first: all[0]!.sequence, arrivedMs: all.map(({ atMs }) => atMs && atMs - 1e6) };
    this.state = this.meter.receive(arrivals, this.nowMs) ?? this.state;
  }
}

describe('a meter of a link', () => {
  it('sees no queue, and nothing of the rate, where the link carries more than is sent', () => {
    const { arrived, ...state } = new FakeLink(1000).run(2000, 20)!;
    expect(state).toEqual({ queuedMs: 0, carriedBps: undefined, lost: 0, jitterMs: 0 });
    expect(arrived).toHaveLength(5);
    expect(arrived[0]!.bytes).toBe(1200);
    expect(arrived[1]!.sentMs - arrived[0]!.sentMs).toBe(20);
  });

  it('measures the queue and the rate of a link that carries less than is sent', () => {
    const link = new FakeLink(1000);
    link.run(1000, 20);
    link.kbps = 240;
    const state = link.run(600, 20)!;
    // What has arrived by now was sent when the queue was 60 % as long.
    expect(state.queuedMs).toBeGreaterThan(150);
    expect(state.queuedMs).toBeLessThan(400);
    expect(state.carriedBps! / 240_000).toBeCloseTo(1, 1);
  });

  it('measures the rate by a few packets sent at once, where little else is sent', () => {
    const link = new FakeLink(600);
    link.run(1000, 100);
    for (let i = 0; i < 4; i++) link.send();
    link.nowMs += 100;
    link.report();
    const state = link.run(200, 100)!;
    expect(state.carriedBps! / 600_000).toBeCloseTo(1, 1);
    expect(state.queuedMs).toBeLessThan(20);
  });

  it('knows how long a packet would wait behind those that are on their way', () => {
    const link = new FakeLink(480);
    link.run(1000, 100);
    for (let i = 0; i < 10; i++) link.send();
    expect(link.meter.waitMs(480_000, link.nowMs)).toBeGreaterThan(150);
    expect(link.meter.waitMs(480_000, link.nowMs + 100)).toBeGreaterThan(50);
    expect(link.meter.waitMs(480_000, link.nowMs + 500)).toBe(0);
    expect(new LinkMeter().waitMs(100_000, 0)).toBe(0);
  });

  it('measures by how much delays vary', () => {
    const meter = new LinkMeter();
    let state: LinkState | undefined;
    for (let i = 0; i < 100; i++) {
      const first = meter.send(100, 20 * i);
      state = meter.receive({ first, arrivedMs: [20 * i + (i % 2 === 0 ? 30 : 70)] }, 20 * i + 80);
    }
    expect(state!.jitterMs).toBeCloseTo(40, 0);
  });

  it('counts what is lost, and not what is reported as late and comes after all', () => {
    expect(new FakeLink(1000).run(2000, 20, (packet) => packet % 5 === 0)!.lost).toBeCloseTo(0.2, 1);
    const meter = new LinkMeter();
    for (let i = 0; i < 50; i++) meter.send(100, 20 * i);
    const late = Array.from({ length: 50 }, (_, i) => (i >= 10 && i < 20 ? undefined : 20 * i + 30));
    expect(meter.receive({ first: 0, arrivedMs: late }, 1100)?.lost).toBe(10 / 50);
    expect(meter.receive({ first: 10, arrivedMs: new Array<number>(5).fill(1100) }, 1200)?.lost).toBe(5 / 50);
  });

  it('does not count as lost what is overtaken by the packets that were sent with it', () => {
    const meter = new LinkMeter();
    for (let i = 0; i < 50; i++) meter.send(100, 20 * i);
    const overtaken = Array.from({ length: 50 }, (_, i) => (i === 46 || i === 48 ? undefined : 20 * i + 30));
    expect(meter.receive({ first: 0, arrivedMs: overtaken }, 1100)?.lost).toBe(0);
  });

  it('ignores packets that it has not sent, or whose arrival was reported before', () => {
    const meter = new LinkMeter();
    for (let i = 0; i < 3; i++) meter.send(100, 20 * i);
    expect(meter.receive({ first: 5000, arrivedMs: [1, 2, 3] }, 100)).toBeUndefined();
    expect(meter.receive({ first: 0, arrivedMs: [30, 50, 70] }, 100)).toBeDefined();
    expect(meter.receive({ first: 0, arrivedMs: [400, 500, 600] }, 200)).toBeUndefined();
  });

  it('keeps no more packets of a viewer by whose reports each arrived before the one before it', () => {
    const meter = new LinkMeter();
    for (let sent = 0; sent < 5000; sent++) {
      meter.send(100, sent);
      meter.receive({ first: sent, arrivedMs: [-sent] }, sent);
    }
    meter.send(100, 5000);
    meter.send(100, 5200);
    // One is lost of those that it keeps.
    expect(meter.receive({ first: 5000, arrivedMs: [undefined, -5001] }, 5201)!.lost).toBeGreaterThan(1 / 1000);
  });

  it('goes on where the numbers wrap', () => {
    const link = new FakeLink(100_000);
    link.run(140_000, 2);
    link.kbps = 2400;
    expect(link.run(1000, 2)!.carriedBps! / 2_400_000).toBeCloseTo(1, 1);
  });

  it('takes a longer route for the usual one after ten seconds', () => {
    const link = new FakeLink(1000);
    link.run(8000, 20);
    link.delayMs = 130;
    expect(link.run(1000, 20)!.queuedMs).toBeCloseTo(100);
    expect(link.run(11_000, 20)!.queuedMs).toBe(0);
  });
});
