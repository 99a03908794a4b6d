import { expect, it } from 'vitest';
import { languageOf } from '../languages/index.js';
import { growth } from '@visavis/core/testing';
import { silenceToEndMs } from './patience.js';

it.each([
  ['I would like tea and', 800],
  ['what is the', 800],
  ['it costs, um…', 800],
  ['WITH', 800],
  ['what time is it', 500],
  ['turn it on.', 500],
  ['sand', 500],
  ['what time is it?', 300],
  ['what is the?', 800],
  ['', 500],
  [undefined, 500],
])('waits after “%s” for %i ms of silence', (interim, expected) => {
  expect(silenceToEndMs(500, { interim }, languageOf('en'))).toBe(expected);
});

it.each([
  ['what time is it', 'whole', 200],
  ['what is that for', 'whole', 200],
  ['what time', 'beginning', 800],
  ['what time is it?', 'beginning', 800],
  ['what time is it', undefined, 500],
] as const)('waits after “%s”, which is %s, for %i ms of silence', (interim, phrase, expected) => {
  expect(silenceToEndMs(500, { interim, phrase }, languageOf('en'))).toBe(expected);
});

it.each(['a', 'a ', ', ', '!'])('reads a long interim of “%s” once, from its end', (text) => {
  const work = (times: number) => () => silenceToEndMs(500, { interim: `${text.repeat(times)}!` }, languageOf('en'));
  expect(growth(work)).toBeLessThan(4);
});
