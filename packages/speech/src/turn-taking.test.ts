import { expect, it } from 'vitest';
import { turnTakingOf } from './turn-taking.js';

it('a later choice takes precedence over an earlier one, and each over the default, member by member', () => {
  expect(turnTakingOf()).toEqual({
    endOfTurn: 'adaptive',
    interruptWords: 0,
    fillerAfterMs: 2_000,
    askAfterS: 0,
    preemptive: false,
  });
  expect(
    turnTakingOf({ endOfTurn: 'fixed', interruptWords: 2, askAfterS: undefined }, undefined, { interruptWords: 0 }),
  ).toEqual({ endOfTurn: 'fixed', interruptWords: 0, fillerAfterMs: 2_000, askAfterS: 0, preemptive: false });
});
