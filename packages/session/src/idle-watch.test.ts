import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { IdleWatch } from './idle-watch.js';

describe('an idle session', () => {
  it('ends when nothing was said and no viewer watched for the whole time', () => {
    const clock = new FakeClock();
    let idle = 0;
    const watch = new IdleWatch(clock, 120_000, () => idle++);
    watch.touch();
    clock.advance(119_000);
    watch.touch();
    clock.advance(119_000);
    expect(idle).toBe(0);
    clock.advance(1_000);
    expect([idle, clock.pending]).toEqual([1, 0]);
  });

  it('R-17, Scenario S6: ends after 15 s when the offer was never answered and nothing was said', () => {
    const clock = new FakeClock();
    let idle = 0;
    new IdleWatch(clock, 120_000, () => idle++);
    clock.advance(14_999);
    expect(idle).toBe(0);
    clock.advance(1);
    expect([idle, clock.pending]).toEqual([1, 0]);
  });

  it('R-17: has its whole time once the offer was answered, counted from the beginning', () => {
    const clock = new FakeClock();
    let idle = 0;
    const watch = new IdleWatch(clock, 120_000, () => idle++);
    clock.advance(14_000);
    watch.answered();
    clock.advance(105_999);
    expect(idle).toBe(0);
    clock.advance(1);
    expect(idle).toBe(1);
  });

  it('does not end while a viewer is watching', () => {
    const clock = new FakeClock();
    let idle = 0;
    const watch = new IdleWatch(clock, 120_000, () => idle++);
    watch.setWatched(true);
    clock.advance(3_600_000);
    watch.setWatched(false);
    expect(idle).toBe(0);
    clock.advance(120_000);
    expect(idle).toBe(1);
    watch.close();
  });
});
