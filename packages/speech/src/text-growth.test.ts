import { slowTexts } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { languageOf } from './languages/index.js';
import { words } from './languages/language.js';
import { isClear, isMurmur, understood } from './listening/murmur.js';
import { silenceToEndMs } from './listening/patience.js';
import { splitClauses } from './replying/clauses.js';
import { lettersOf, widthOf } from './replying/letters.js';
import { ReplyText } from './replying/reply-text.js';
import { SentenceSplitter } from './replying/sentences.js';
import { lettersBefore, wordEnds } from './replying/spoken-words.js';
import { entityCharacter } from './speakable/entities.js';
import { fenceEnd, readLineStart } from './speakable/line-starts.js';
import { Speakable } from './speakable/speakable.js';
import { spokenForm } from './speakable/spoken-form.js';
import { sayableIn } from './speakable/voice-script.js';

/** Every function of this package that reads a text from outside. A new one takes a line here. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  entityCharacter,
  fenceEnd: (text) => fenceEnd(text, '```'),
  isClear,
  isMurmur: (text) => isMurmur(text, languageOf('en')),
  languageOf: (text) => languageOf(text.slice(0, 1_000)),
  lettersBefore,
  lettersOf,
  readLineStart,
  ReplyText: (text) => {
    const reply = new ReplyText(languageOf('en'));
    return [reply.push(text), reply.pause(), reply.end()];
  },
  sayableIn: (text) => sayableIn(text, ['en']),
  SentenceSplitter: (text) => {
    const splitter = new SentenceSplitter(languageOf('en'));
    return [...splitter.push(text), ...splitter.flush()];
  },
  Speakable: (text) => {
    const speakable = new Speakable(languageOf('en'));
    return speakable.push(text) + speakable.flush();
  },
  splitClauses,
  spokenForm: (text) => spokenForm(text, 'en'),
  silenceToEndMs: (text) => silenceToEndMs(500, { interim: text }, languageOf('en')),
  understood,
  widthOf,
  wordEnds,
  words,
};

it.each(Object.entries(READERS))('R-03: %s takes a time that grows with its text, and no faster', (_name, read) => {
  expect(slowTexts(read)).toEqual([]);
});
