import { describe, expect, it } from 'vitest';
import { BitrateController } from './bitrate-controller.js';
import { LossMeter } from './loss-meter.js';
import { Pacer } from './pacer.js';

const LIMITS = { minBps: 150_000, startBps: 500_000, maxBps: 800_000 };

describe('BitrateController', () => {
  it('is not held down by the low estimate of a viewer that received little', () => {
    const controller = new BitrateController(LIMITS);
    for (let i = 0; i < 5; i++) controller.onEstimate(200_000 + i * 3000, 140_000, i * 250);
    expect(controller.targetBps).toBeGreaterThanOrEqual(500_000);
  });

  it('leaves 92 % of the estimate less the audio once packets queue up, and does not jump back with the estimate', () => {
    const controller = new BitrateController(LIMITS);
    controller.onEstimate(600_000, 500_000, 0);
    controller.onEstimate(460_000, 500_000, 250);
    expect(controller.targetBps).toBe(0.92 * 460_000 - 40_000);
    controller.onEstimate(700_000, 380_000, 500);
    expect(controller.targetBps).toBe(0.92 * 460_000 - 40_000);
  });

  it('backs off from the rate sent when the estimate lags far behind', () => {
    const controller = new BitrateController(LIMITS);
    controller.onEstimate(250_000, 480_000, 0);
    controller.onEstimate(210_000, 480_000, 250);
    expect(controller.targetBps).toBe(0.7 * 480_000);
  });

  it('answers one congestion once, although the estimate goes on falling while the queue drains', () => {
    const controller = new BitrateController(LIMITS);
    controller.onEstimate(700_000, 600_000, 0);
    controller.onEstimate(640_000, 600_000, 250);
    expect(controller.targetBps).toBe(0.8 * 600_000);
    controller.onEstimate(300_000, 450_000, 1000);
    expect(controller.targetBps).toBe(0.7 * 600_000);
    controller.onEstimate(200_000, 400_000, 3000);
    expect(controller.targetBps).toBe(0.7 * 400_000);
  });

  describe('after a congestion', () => {
    /** A link of `linkBps` for video: the rest of what is sent queues up, which lowers the estimate and delays reports. */
    const watch = (controller: BitrateController, linkBps: number, { fromMs = 0, seconds = 20, used = 1 } = {}) => {
      let nowMs = fromMs;
      let estimateBps = 0.85 * (linkBps + 40_000);
      let queueMs = 0;
      const targets: number[] = [];
      for (const endMs = fromMs + 1000 * seconds; nowMs < endMs; nowMs += 250) {
        const sentBps = used * controller.targetBps;
        const receivedBps = Math.min(linkBps, sentBps) + 40_000;
        estimateBps =
          sentBps > linkBps
            ? Math.min(estimateBps, 0.85 * receivedBps)
            : Math.min(1.02 * estimateBps, 1.5 * receivedBps);
        queueMs = Math.min(300, Math.max(0, queueMs + 250 * (sentBps / linkBps - 1)));
        controller.onEstimate(estimateBps, sentBps, nowMs);
        if (nowMs % 1000 === 0) controller.onRoundTrip(60 + queueMs, sentBps, nowMs);
        targets.push(controller.targetBps);
      }
      return targets;
    };
    const congested = (sentBps: number): BitrateController => {
      const controller = new BitrateController({ ...LIMITS, minBps: 24_000 });
      controller.onRoundTrip(60, sentBps, 0);
      controller.onEstimate(2 * sentBps, sentBps, 0);
      controller.onEstimate(sentBps, sentBps, 0);
      expect(controller.targetBps).toBeLessThanOrEqual(0.8 * 500_000);
      return controller;
    };

    it('uses most of the link within ten seconds and overruns it by little', () => {
      const targets = watch(congested(500_000), 450_000, { fromMs: 250, seconds: 40 });
      const settled = targets.slice(40);
      expect(Math.min(...settled)).toBeGreaterThan(0.6 * 450_000);
      expect(Math.max(...settled)).toBeLessThan(1.25 * 450_000);
    });

    it('comes back faster and faster where the link has become wider', () => {
      const controller = congested(500_000);
      watch(controller, 100_000, { fromMs: 250, seconds: 20 });
      expect(controller.targetBps).toBeLessThan(130_000);
      const targets = watch(controller, 5_000_000, { fromMs: 20_250, seconds: 40 });
      expect(targets[4 * 10]).toBeGreaterThan(150_000);
      expect(targets.findIndex((bps) => bps > 400_000) / 4).toBeLessThan(30);
      const growth = (second: number): number => targets[4 * second]! / targets[4 * second - 4]!;
      expect(growth(15)).toBeGreaterThan(1.05);
    });

    it('does not grow far beyond what is sent: a quiet face shows nothing about the link', () => {
      const controller = congested(500_000);
      const before = controller.targetBps;
      watch(controller, 5_000_000, { fromMs: 250, seconds: 60, used: 0.2 });
      expect(controller.targetBps).toBeLessThanOrEqual(before);
    });

    it('sends a keyframe no faster than the link carried, until it carries everything', () => {
      const controller = new BitrateController(LIMITS);
      expect(controller.paceBps).toBe(2.5 * 500_000);
      controller.onEstimate(600_000, 500_000, 0);
      controller.onEstimate(300_000, 500_000, 250);
      expect(controller.limited).toBe(true);
      expect(controller.paceBps).toBe(500_000);
      watch(controller, 5_000_000, { fromMs: 500, seconds: 60 });
      expect(controller.targetBps).toBe(800_000);
      expect(controller.limited).toBe(false);
      expect(controller.paceBps).toBe(2.5 * 800_000);
    });
  });

  it('does not grow while the round trip shows packets queueing, until the longer round trip proves to be the usual one', () => {
    const controller = new BitrateController(LIMITS);
    controller.onRoundTrip(60, 200_000, 0);
    controller.onRoundTrip(100, 200_000, 0);
    controller.onRoundTrip(100, 200_000, 0);
    for (let nowMs = 0; nowMs < 5000; nowMs += 250) controller.onEstimate(300_000, 200_000, nowMs);
    controller.onEstimate(1_000_000, 200_000, 5000);
    expect(controller.targetBps).toBe(500_000);
    for (let report = 0; report < 120; report++) controller.onRoundTrip(100, 200_000, 0);
    controller.onEstimate(1_000_000, 200_000, 35_000);
    expect(controller.targetBps).toBe(800_000);
  });

  it('backs off before the queue overflows, but not for a long round trip while little is sent', () => {
    const controller = new BitrateController(LIMITS);
    controller.onRoundTrip(60, 500_000, 0);
    controller.onRoundTrip(260, 100_000, 1000);
    expect(controller.targetBps).toBe(500_000);
    controller.onRoundTrip(260, 500_000, 2000);
    controller.onRoundTrip(360, 480_000, 3000);
    expect(controller.targetBps).toBe(0.8 * 500_000);
  });

  it('stays between its limits', () => {
    const controller = new BitrateController(LIMITS);
    controller.onEstimate(5_000_000, 500_000, 0);
    expect(controller.targetBps).toBe(800_000);
    controller.onEstimate(10_000, 100_000, 100);
    expect(controller.targetBps).toBe(150_000);
  });

  it('follows the loss when no estimate comes', () => {
    const controller = new BitrateController(LIMITS);
    controller.onLoss(0.3, 500_000, 0);
    const lowBps = controller.targetBps;
    expect(lowBps).toBe(425_000);
    controller.onLoss(0.05, lowBps, 3000);
    expect(controller.targetBps).toBe(lowBps);
    for (let nowMs = 11_000; nowMs < 60_000; nowMs += 1000) controller.onLoss(0, controller.targetBps, nowMs);
    expect(controller.targetBps).toBe(800_000);
  });

  it('goes as high as its source gains', () => {
    const controller = new BitrateController(LIMITS);
    controller.setMost(1_500_000);
    controller.onEstimate(5_000_000, 500_000, 0);
    expect(controller.targetBps).toBe(1_500_000);
    controller.setMost(800_000);
    controller.onEstimate(5_000_000, 500_000, 250);
    expect(controller.targetBps).toBe(800_000);
  });

  it.each([0.03, 0.09])('keeps its rate on a link that loses %d of the packets and is not narrow', (loss) => {
    const controller = new BitrateController(LIMITS);
    for (let nowMs = 0; nowMs < 60_000; nowMs += 1000) {
      const sentBps = controller.targetBps;
      expect(controller.onMissing({ share: loss, since: loss }, sentBps, nowMs)).toBe(false);
      controller.onLoss(loss, sentBps, nowMs);
      controller.onRoundTrip(60, sentBps, nowMs);
      controller.onEstimate(1.4 * sentBps, sentBps, nowMs);
    }
    expect(controller.targetBps).toBe(800_000);
  });

  it('takes what arrives for the rate of a link whose queue overflows, once', () => {
    const controller = new BitrateController({ ...LIMITS, minBps: 24_000 });
    expect(controller.onMissing({ share: 0.5, since: 0.75 }, 500_000, 0)).toBe(true);
    expect(controller.targetBps).toBe(0.7 * 0.25 * 500_000);
    expect(controller.onMissing({ share: 0.7, since: 0.9 }, 500_000, 500)).toBe(false);
    controller.onEstimate(200_000, 100_000, 600);
    controller.onEstimate(80_000, 100_000, 900);
    expect(controller.targetBps).toBe(0.7 * 0.25 * 500_000);
  });

  it('takes less loss for an overflow where packets queue up already', () => {
    const controller = new BitrateController(LIMITS);
    expect(controller.onMissing({ share: 0.2, since: 0.3 }, 500_000, 0)).toBe(false);
    controller.onRoundTrip(60, 100_000, 0);
    controller.onRoundTrip(360, 100_000, 1000);
    expect(controller.onMissing({ share: 0.2, since: 0.3 }, 500_000, 1000)).toBe(true);
    expect(controller.targetBps).toBeCloseTo(0.7 * 0.7 * 500_000);
  });

  it('keeps something of its rate where everything was lost for a moment', () => {
    const controller = new BitrateController(LIMITS);
    expect(controller.onMissing({ share: 0.4, since: 1 }, 500_000, 0)).toBe(true);
    expect(controller.targetBps).toBe(LIMITS.minBps);
  });
});

describe('LossMeter', () => {
  it('reports what a viewer misses, and the share since the first of it', () => {
    const meter = new LossMeter();
    for (let ms = 0; ms < 500; ms += 10) meter.sent(ms);
    const missed = Array.from({ length: 18 }, (_, i) => (65_530 + Math.floor((4 * i) / 3)) & 0xffff);
    expect(meter.requested(missed, 490)).toEqual({ share: 18 / 50, since: 18 / 23 });
  });

  it('counts a packet once, however often it is requested, and forgets it', () => {
    const meter = new LossMeter();
    for (let ms = 0; ms < 2000; ms += 10) {
      meter.sent(ms);
      if (ms % 100 === 0 && ms >= 500) expect(meter.requested([1, 3, 5, 7], ms).share).toBeLessThan(0.1);
    }
    expect(meter.requested([1, 3, 5, 7], 2000)).toEqual({ share: 0, since: 0 });
  });

  it('looks farther back where few packets are sent, and says nothing of one or two', () => {
    const meter = new LossMeter();
    for (let ms = 0; ms < 1200; ms += 100) meter.sent(ms);
    expect(meter.requested([1, 2, 3], 400).share).toBe(0);
    expect(meter.requested([5, 6], 900)).toEqual({ share: 5 / 12, since: 5 / 6 });
  });
});

describe('Pacer', () => {
  const sizes = (count: number, bytes = 1000): Buffer[] => Array.from({ length: count }, () => Buffer.alloc(bytes));

  it('sends a keyframe over tens of milliseconds instead of at once', () => {
    const sentAt: number[] = [];
    let nowMs = 0;
    const pacer = new Pacer(() => sentAt.push(nowMs));
    pacer.setRate(2_000_000);
    pacer.add(sizes(10));
    while (pacer.run(nowMs)) nowMs += 5;
    expect(sentAt[0]).toBe(0);
    expect(sentAt.filter((atMs) => atMs === 0).length).toBeLessThanOrEqual(3);
    expect(sentAt.at(-1)).toBeGreaterThanOrEqual(25);
    expect(sentAt.at(-1)).toBeLessThanOrEqual(40);
  });

  it('sends repairs before waiting packets', () => {
    const sent: number[] = [];
    const pacer = new Pacer((packet) => sent.push(packet[0] ?? 0));
    pacer.add([1, 2, 3].map((mark) => Buffer.alloc(1200, mark)));
    pacer.run(0);
    pacer.add([Buffer.alloc(1200, 9)], true);
    for (let nowMs = 5; pacer.run(nowMs);) nowMs += 5;
    expect(sent).toEqual([1, 9, 2, 3]);
  });

  it('sends nothing while it is held, and then goes on', () => {
    const sentAt: number[] = [];
    let nowMs = 0;
    const pacer = new Pacer(() => sentAt.push(nowMs));
    pacer.holdUntil(150);
    pacer.add(sizes(3));
    for (; pacer.run(nowMs); nowMs += 5);
    expect(sentAt).toHaveLength(3);
    expect(sentAt[0]).toBe(150);
  });

  it('lets nothing wait for much longer than 300 ms, however low the rate is', () => {
    let sentMs = 0;
    let nowMs = 0;
    const pacer = new Pacer(() => (sentMs = nowMs));
    pacer.setRate(100_000);
    pacer.add(sizes(20));
    for (; pacer.run(nowMs); nowMs += 5) if (nowMs > 5000) throw new Error('never empty');
    expect(sentMs).toBeLessThan(1200);
    const waited: number[] = [];
    const steady = new Pacer(() => waited.push(steady.backlog));
    steady.setRate(100_000);
    // Twice the rate, for ten seconds.
    for (let ms = 0; ms < 10_000; ms += 5) {
      if (ms % 40 === 0) steady.add(sizes(1));
      steady.run(ms);
    }
    expect(steady.backlog * 40).toBeLessThanOrEqual(360);
  });

  it('drops all packets rather than queue for seconds, and reports it', () => {
    const pacer = new Pacer(() => undefined);
    expect(pacer.add(sizes(500))).toBe(true);
    expect(pacer.add(sizes(50))).toBe(false);
    expect([pacer.backlog, pacer.dropped]).toEqual([0, 550]);
  });
});
