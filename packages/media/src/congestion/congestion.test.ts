import { describe, expect, it } from 'vitest';
import { BitrateController } from './bitrate-controller.js';
import { Pacer } from './pacer.js';

const LIMITS = { minBps: 150_000, startBps: 500_000, maxBps: 800_000 };

describe('BitrateController', () => {
  it('is not held down by the low estimate of a viewer that received little', () => {
    const controller = new BitrateController(LIMITS);
    for (let i = 0; i < 5; i++) controller.onEstimate(200_000 + i * 3000, 140_000, i * 250);
    expect(controller.targetBps).toBeGreaterThanOrEqual(500_000);
  });

  it('uses 92 % of the estimate less the audio once packets queue up', () => {
    const controller = new BitrateController(LIMITS);
    controller.onEstimate(600_000, 500_000, 0);
    controller.onEstimate(460_000, 500_000, 250);
    expect(controller.targetBps).toBe(0.92 * 460_000 - 40_000);
    controller.onEstimate(480_000, 380_000, 500);
    expect(controller.targetBps).toBe(Math.round(0.92 * 480_000 - 40_000));
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

  it('tries a higher rate after a while, and waits twice as long when that fails', () => {
    const controller = new BitrateController(LIMITS);
    let nowMs = 0;
    const hearFor = (ms: number, estimateBps: number): number => {
      for (const endMs = nowMs + ms; nowMs < endMs; nowMs += 250) controller.onEstimate(estimateBps, 300_000, nowMs);
      return controller.targetBps;
    };
    hearFor(250, 600_000);
    const congestedBps = hearFor(10_000, 400_000);
    expect(congestedBps).toBe(0.92 * 400_000 - 40_000);
    expect(hearFor(5000, 400_000)).toBeGreaterThan(congestedBps * 1.2);
    const lowerBps = hearFor(500, 340_000);
    expect(lowerBps).toBeLessThan(congestedBps);
    expect(hearFor(19_000, 340_000)).toBe(lowerBps);
    expect(hearFor(5000, 340_000)).toBeGreaterThan(lowerBps);
  });

  it('does not grow while the round trip shows packets queueing, until the longer round trip proves to be the usual one', () => {
    const controller = new BitrateController(LIMITS);
    controller.onRoundTrip(60, 200_000, 0);
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
    controller.onLoss(0.3, 0);
    const lowBps = controller.targetBps;
    expect(lowBps).toBe(425_000);
    controller.onLoss(0.05, 1000);
    expect(controller.targetBps).toBe(lowBps);
    for (let nowMs = 11_000; nowMs < 60_000; nowMs += 1000) controller.onLoss(0, nowMs);
    expect(controller.targetBps).toBe(800_000);
  });
});

describe('Pacer', () => {
  const sizes = (count: number, bytes = 1000): Buffer[] => Array.from({ length: count }, () => Buffer.alloc(bytes));

  it('sends a keyframe over tens of milliseconds instead of at once, and the very first one sooner', () => {
    const sentAt: number[] = [];
    let nowMs = 0;
    const pacer = new Pacer(() => sentAt.push(nowMs));
    const frameFrom = (fromMs: number): number[] => {
      sentAt.length = 0;
      pacer.add(sizes(10));
      for (nowMs = fromMs; pacer.run(nowMs);) nowMs += 5;
      return sentAt.map((atMs) => atMs - fromMs);
    };
    pacer.setTarget(800_000);
    const [first, second] = [frameFrom(0), frameFrom(1000)];
    for (const sent of [first, second]) {
      expect(sent[0]).toBe(0);
      expect(sent.filter((atMs) => atMs === 0).length).toBeLessThanOrEqual(4);
    }
    expect(first.at(-1)).toBeLessThanOrEqual(20);
    expect(second.at(-1)).toBeGreaterThanOrEqual(25);
    expect(second.at(-1)).toBeLessThanOrEqual(40);
  });

  it('sends repairs before waiting packets', () => {
    const sent: number[] = [];
    const pacer = new Pacer((packet) => sent.push(packet[0] ?? 0));
    pacer.add([Buffer.alloc(1200, 0)]);
    pacer.run(-1000);
    pacer.add([1, 2, 3].map((mark) => Buffer.alloc(1200, mark)));
    pacer.run(0);
    pacer.add([Buffer.alloc(1200, 9)], true);
    for (let nowMs = 5; pacer.run(nowMs);) nowMs += 5;
    expect(sent).toEqual([0, 1, 9, 2, 3]);
  });

  it('drops all packets rather than queue for seconds, and reports it', () => {
    const pacer = new Pacer(() => undefined);
    expect(pacer.add(sizes(500))).toBe(true);
    expect(pacer.add(sizes(50))).toBe(false);
    expect([pacer.backlog, pacer.dropped]).toEqual([0, 550]);
  });
});
