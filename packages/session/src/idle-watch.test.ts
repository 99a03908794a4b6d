import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { IdleWatch } from './idle-watch.js';

describe('an idle session', () => {
  it('ends when nothing was said and no viewer watched for the whole time', () => {
    const clock = new FakeClock();
    let idle = 0;
    const watch = new IdleWatch(clock, 120_000, () => idle++);
    clock.advance(119_000);
    watch.touch();
    clock.advance(119_000);
    expect(idle).toBe(0);
    clock.advance(1_000);
    expect([idle, clock.pending]).toEqual([1, 0]);
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
