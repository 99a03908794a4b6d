import { slowTexts } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { saidFor } from './engines/said.js';

/** Every function of this package that reads a text from outside. A new one takes a line here. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  // For languages whose signs are known it calls spokenForm, whose own growth is looked at in its package.
  saidFor: (text) => saidFor({ languages: ['uk'] }, text),
  'saidFor, by letters': (text) => saidFor({ languages: ['uk'], alphabet: 'abc .' }, text),
};

it.each(Object.entries(READERS))('R-03: %s takes a time that grows with its text, and no faster', (_name, read) => {
  expect(slowTexts(read)).toEqual([]);
});
