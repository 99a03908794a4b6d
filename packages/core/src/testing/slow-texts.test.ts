import { expect, it } from 'vitest';
import { slowTexts } from './slow-texts.js';

it.each([
  ['marks at both ends', (text: string) => text.replace(/^'+|'+$/g, ''), ["'"]],
  ['links', (text: string) => text.replace(/\[([^\]]*)\]\(/g, ''), ['[', '["']],
  ['emphasis', (text: string) => text.replace(/(\*\*|__)(?=\S)(.*?\S)\1/g, '$2'), ['**a ']],
])('R-03: a text function that is slow on some texts is found out: %s', (_name, work, pieces) => {
  expect(slowTexts(work)).toEqual(expect.arrayContaining(pieces));
});

it('R-03: a text function that reads its text once is not', () => {
  expect(slowTexts((text) => [...text].map((character) => character.toUpperCase()).join(''))).toEqual([]);
});
