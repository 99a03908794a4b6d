import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { MediaClock, type Ticking } from './media-clock.js';
import { Lateness } from './lateness.js';

function driven(): Ticking & { ticks: number[]; steps: number; backlog: number } {
  return {
    ticks: [],
    steps: 0,
    backlog: 0,
    tick(mediaMs) {
      this.ticks.push(mediaMs);
    },
    step() {
      this.steps++;
      return --this.backlog > 0;
    },
  };
}

describe('MediaClock', () => {
  it('ticks every 20 ms, and runs only while it drives a session', () => {
    const clock = new FakeClock();
    const media = new MediaClock({ clock });
    clock.advance(30);
    expect(clock.pending).toBe(0);
    const session = driven();
    const stop = media.drive(session);
    clock.advance(70);
    expect(session.ticks).toEqual([40, 60, 80, 100]);
    stop();
    stop();
    clock.advance(100);
    expect([session.ticks.length, clock.pending, media.running]).toEqual([4, 0, false]);
  });

  it.each([60_000, -60_000, 86_400_000])('Scenario F9: does not follow a wall clock that jumps by %i ms', (jumpMs) => {
    const clock = new FakeClock();
    let wallMs = 1_700_000_000_000;
    const media = new MediaClock({ clock, wallNowMs: () => wallMs });
    clock.advance(1_000);
    wallMs += jumpMs;
    clock.advance(1_000);
    expect([media.nowMs(), media.wallMs(media.nowMs())]).toEqual([2_000, 1_700_000_002_000]);
  });

  it('does not drift when its timer comes late', () => {
    const clock = new FakeClock();
    const late = { nowMs: () => clock.nowMs(), after: (ms: number, run: () => void) => clock.after(ms + 3, run) };
    const media = new MediaClock({ clock: late });
    const session = driven();
    media.drive(session);
    clock.advance(10_003);
    expect(session.ticks).toEqual(Array.from({ length: 501 }, (_, i) => i * 20));
    expect(media.lateness.quantile(0.5)).toBe(3);
  });

  it('catches up after a short delay and skips the ticks that a long one missed', () => {
    let nowMs = 0;
    let run: () => void = () => undefined;
    const media = new MediaClock({
      clock: { nowMs: () => nowMs, after: (_, callback) => ((run = callback), () => undefined) },
    });
    const session = driven();
    media.drive(session);
    run();
    nowMs = 60;
    run();
    expect(session.ticks).toEqual([0, 20, 40, 60]);
    nowMs = 1000;
    run();
    expect(session.ticks.slice(4)).toEqual([920, 940, 960, 980, 1000]);
    expect(media.skipped).toBe(42);
  });

  it('takes extra 5 ms steps only while packets wait', () => {
    const clock = new FakeClock();
    const media = new MediaClock({ clock });
    const session = driven();
    media.drive(session);
    clock.advance(1);
    session.backlog = 3;
    media.requestSteps();
    media.requestSteps();
    clock.advance(60);
    expect(session.steps).toBe(3);
  });

  it('ticks for the other sessions when one fails, and when one leaves during the tick', () => {
    const clock = new FakeClock();
    const error = vi.fn();
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error };
    const media = new MediaClock({ clock, logger });
    media.drive({ tick: () => { throw new Error('defect'); }, step: () => false }); // prettier-ignore
    const leave: () => void = media.drive({ tick: () => leave(), step: () => false });
    const session = driven();
    media.drive(session);
    clock.advance(40);
    expect(session.ticks).toEqual([0, 20, 40]);
    expect(error).toHaveBeenCalledTimes(3);
  });

  it('returns a wall clock for sender reports that never jumps', () => {
    const clock = new FakeClock();
    let wallNowMs = 1_000_000;
    const media = new MediaClock({ clock, wallNowMs: () => wallNowMs });
    wallNowMs = 5;
    clock.advance(500);
    expect(media.wallMs(media.nowMs())).toBe(1_000_500);
  });
});

describe('Lateness', () => {
  it('never reports less than the true lateness', () => {
    const lateness = new Lateness();
    for (let i = 0; i < 98; i++) lateness.add(0.4);
    lateness.add(6);
    lateness.add(250);
    const quantiles = [0.5, 0.99, 1].map((share) => lateness.quantile(share));
    expect([...quantiles, lateness.count]).toEqual([0.5, 7, 250, 100]);
    expect(new Lateness().quantile(0.99)).toBe(0);
  });
});
