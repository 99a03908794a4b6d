import { expect, it } from 'vitest';
import { segmentOf } from '../testing/index.js';
import { SpokenText } from './spoken-text.js';

/** Sentences of one second each; those in brackets make no sound. */
function reply(...parts: [gap: string, text: string][]): SpokenText {
  const spoken = new SpokenText();
  for (const [gap, text] of parts) {
    const sentence = spoken.begin({ gap, text });
    if (!text.startsWith('[')) sentence.add(segmentOf(text, { ms: 1_000 }));
    sentence.end();
  }
  return spoken;
}

it.each([
  [0, ''],
  [999, 'One'],
  [1_000, 'One two.'],
  [1_600, 'One two.\n\naaaa bbbb'],
  [Infinity, 'One two.\n\naaaa bbbb cccc dddd'],
])('after %i ms of sound holds what was heard of each sentence, as it was written', (heardMs, text) => {
  const spoken = reply(['', 'One two.'], ['\n\n', 'aaaa bbbb cccc dddd']);
  expect(spoken.heardAfter(heardMs)).toBe(text);
});

it('passes over a sentence without sound with the next one that is heard', () => {
  const spoken = reply(['', 'One.'], [' ', '[picture]'], [' ', 'Two.']);
  expect(spoken.heardAfter(1_000)).toBe('One.');
  expect(spoken.heardAfter(2_000)).toBe('One. [picture] Two.');
});

it('sets no blanks where there were none', () => {
  expect(reply(['', '你好。'], ['', '再见。']).heardAfter(2_000)).toBe('你好。再见。');
});
