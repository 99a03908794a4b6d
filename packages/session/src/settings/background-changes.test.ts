import type { Background } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { BackgroundChanges } from './background-changes.js';

let clock: FakeClock;
let shown: Background[];
let early: number;
let changes: BackgroundChanges;

beforeEach(() => {
  [clock, shown, early] = [new FakeClock(), [], 0];
  changes = new BackgroundChanges({
    show: (background) => shown.push(background),
    onEarly: () => early++,
    clock,
  });
});

const colour = (i: number): Background => `#${i.toString(16).padStart(6, '0')}`;

describe('the background of a session', () => {
  it('changes at once, and only when it is another', () => {
    for (const wish of ['own', 'blurred', 'blurred', 'own'] as const) changes.choose(wish);
    expect([shown, early]).toEqual([['blurred', 'own'], 0]);
  });

  it('changes at a bounded pace, and the newest wish is what is shown in the end', () => {
    for (let i = 0; i < 1_000; i++) {
      changes.choose(colour(i));
      clock.advance(20);
    }
    // Eight at once, and one every two seconds of the twenty.
    expect(shown.length).toBeGreaterThanOrEqual(16);
    expect(shown.length).toBeLessThanOrEqual(18);
    expect(early).toBeLessThanOrEqual(10);
    clock.advance(2_000);
    expect(shown.at(-1)).toBe(colour(999));
  });

  it('stays as it is where the newest wish is what is shown already', () => {
    for (let i = 0; i < 8; i++) changes.choose(colour(i));
    changes.choose('blurred');
    changes.choose(colour(7));
    expect(early).toBe(1);
    clock.advance(60_000);
    expect(shown).toHaveLength(8);
    changes.choose('blurred');
    expect(shown.at(-1)).toBe('blurred');
  });

  it('changes no more when the session has ended', () => {
    for (let i = 0; i < 9; i++) changes.choose(colour(i));
    changes.close();
    clock.advance(60_000);
    expect(shown).toHaveLength(8);
  });
});
