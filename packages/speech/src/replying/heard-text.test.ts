import { describe, expect, it } from 'vitest';
import { heardText } from './heard-text.js';

const segment = (text: string, durationMs: number) => ({ text, samples: new Int16Array(durationMs * 48) });

describe('heardText', () => {
  it('keeps whole sentences and the words already spoken of the interrupted one', () => {
    const heard = [
      { segment: segment('One two.', 1000), heardMs: 1000 },
      { segment: segment('aaaa bbbb cccc dddd', 1000), heardMs: 600 },
      { segment: segment('never heard', 1000), heardMs: 0 },
    ];
    expect(heardText(heard)).toBe('One two. aaaa bbbb');
  });

  it('does not count a pause as words', () => {
    const phones = [
      { phone: 'pau', endMs: 500 },
      { phone: 'aa', endMs: 1000 },
    ];
    const paused = { ...segment('aaaa bbbb', 1000), phones };
    expect(heardText([{ segment: paused, heardMs: 500 }])).toBe('');
    expect(heardText([{ segment: paused, heardMs: 750 }])).toBe('aaaa');
  });
});
