import { describe, expect, it } from 'vitest';
import { ReplayBuffer } from './replay-buffer.js';

const numbersOf = (frames: readonly string[]) => frames.map((frame) => (JSON.parse(frame) as { seq: number }).seq);

describe('what a client may have missed', () => {
  it('is everything behind the last frame it has, in order', () => {
    const buffer = new ReplayBuffer();
    expect(buffer.push('{"type":"a"}')).toBe('{"type":"a","seq":1}');
    for (let i = 2; i <= 5; i++) buffer.push('{"type":"a"}');
    expect(numbersOf(buffer.after(2))).toEqual([3, 4, 5]);
    expect(buffer.after(5)).toEqual([]);
    expect(numbersOf(buffer.after(0))).toEqual([1, 2, 3, 4, 5]);
  });

  it('cannot be determined for a number that was never sent', () => {
    const buffer = new ReplayBuffer();
    expect([buffer.reachesBackTo(0), buffer.reachesBackTo(1)]).toEqual([true, false]);
  });

  it('is forgotten from its oldest frame on when there are too many', () => {
    const buffer = new ReplayBuffer();
    for (let i = 1; i <= 2_010; i++) buffer.push('{"type":"a"}');
    expect([buffer.reachesBackTo(9), buffer.reachesBackTo(10)]).toEqual([false, true]);
    expect(numbersOf(buffer.after(2_008))).toEqual([2_009, 2_010]);
  });

  it('is forgotten as well when it grows too long', () => {
    const buffer = new ReplayBuffer();
    for (let i = 1; i <= 4; i++) buffer.push(`{"type":"${'a'.repeat(660_000)}"}`);
    expect([buffer.reachesBackTo(0), buffer.reachesBackTo(1)]).toEqual([false, true]);
  });
});
