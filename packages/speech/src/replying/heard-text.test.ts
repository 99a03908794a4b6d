import { describe, expect, it } from 'vitest';
import { heardText } from './heard-text.js';

const part = (text: string, heardMs: number) => ({ text, durationMs: 1000, heardMs });

describe('heardText', () => {
  it('keeps whole sentences and the words already spoken of the interrupted one', () => {
    const heard = [part('One two.', 1000), part('aaaa bbbb cccc dddd', 600), part('never heard', 0)];
    expect(heardText(heard)).toBe('One two. aaaa bbbb');
  });

  it('does not count a pause as words', () => {
    const phones = [
      { phone: 'pau', endMs: 500 },
      { phone: 'aa', endMs: 1000 },
    ];
    const paused = (heardMs: number) => [{ ...part('aaaa bbbb', heardMs), phones }];
    expect(heardText(paused(500))).toBe('');
    expect(heardText(paused(750))).toBe('aaaa');
  });
});
