import { slowTexts } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { languageOf } from './languages/index.js';
import { words } from './languages/language.js';
import { silenceToEndMs } from './listening/patience.js';
import { lettersOf, widthOf } from './replying/letters.js';
import { SentenceSplitter } from './replying/sentences.js';
import { lettersBefore, wordEnds } from './replying/spoken-words.js';

/** Every function of this package that reads a text from outside. A new one takes a line here. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  languageOf: (text) => languageOf(text.slice(0, 1_000)),
  lettersBefore,
  lettersOf,
  SentenceSplitter: (text) => {
    const splitter = new SentenceSplitter(languageOf('en'));
    return [...splitter.push(text), ...splitter.flush()];
  },
  silenceToEndMs: (text) => silenceToEndMs(500, text, languageOf('en')),
  widthOf,
  wordEnds,
  words,
};

it.each(Object.entries(READERS))('R-03: %s takes a time that grows with its text, and no faster', (_name, read) => {
  expect(slowTexts(read)).toEqual([]);
});
