import { describe, expect, it } from 'vitest';
import { FakeClock } from './testing/index.js';

describe('FakeClock', () => {
  it('runs timers in the order in which they fall due, including those that other timers set', () => {
    const clock = new FakeClock();
    const ran: string[] = [];
    clock.after(20, () => ran.push(`b@${clock.nowMs()}`));
    clock.after(10, () => {
      ran.push(`a@${clock.nowMs()}`);
      clock.after(5, () => ran.push(`c@${clock.nowMs()}`));
    });
    clock.advance(30);
    expect(ran).toEqual(['a@10', 'c@15', 'b@20']);
    expect(clock.nowMs()).toBe(30);
    expect(clock.pending).toBe(0);
  });

  it('does not run a cancelled timer', () => {
    const clock = new FakeClock();
    let ran = false;
    clock.after(10, () => (ran = true))();
    clock.advance(100);
    expect(ran).toBe(false);
  });
});
