import { describe, expect, it } from 'vitest';
import { Capacity } from './capacity.js';

describe('capacity', () => {
  it('lets two sessions share a licence, and says which limit is reached', () => {
    const capacity = new Capacity({ total: 3, ofLicense: () => 2 });
    const [first, second] = [capacity.admit('a'), capacity.admit('a')];
    expect([first.granted, second.granted]).toEqual([true, true]);
    expect(capacity.admit('a')).toEqual({ granted: false, full: 'license', limit: 2 });
    expect(capacity.admit('b').granted).toBe(true);
    expect(capacity.admit('c')).toEqual({ granted: false, full: 'server', limit: 3 });
  });

  it('gives a place back once', () => {
    const capacity = new Capacity({ total: 1 });
    const place = capacity.admit('a');
    if (place.granted) for (const _ of [1, 2]) place.release();
    expect(capacity.used).toBe(0);
    expect([capacity.admit('a').granted, capacity.admit('a').granted]).toEqual([true, false]);
  });
});
