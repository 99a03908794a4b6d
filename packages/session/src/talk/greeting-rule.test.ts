import { describe, expect, it } from 'vitest';
import { GreetingRule } from './greeting-rule.js';

describe('S-07: a greeting', () => {
  it('is said once, however often it is asked for at the beginning', () => {
    const rule = new GreetingRule();
    expect([rule.mayRespond(0), rule.mayRespond(10), rule.mayRespond(2_900)]).toEqual([true, false, false]);
    expect(rule.mayRespond(3_100)).toBe(true);
  });

  it('never stands in the way of an answer', () => {
    const rule = new GreetingRule();
    rule.mayRespond(0);
    rule.userTurnTaken();
    expect([rule.mayRespond(10), rule.mayRespond(11)]).toEqual([true, true]);
  });
});
