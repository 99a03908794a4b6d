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
  ['', 500],
  [undefined, 500],
])('waits after “%s” for %i ms of silence', (interim, expected) => {
  expect(silenceToEndMs(500, interim, languageOf('en'))).toBe(expected);
});

it.each(['a', 'a ', ', ', '!'])('reads a long interim of “%s” once, from its end', (text) => {
  const work = (times: number) => () => silenceToEndMs(500, `${text.repeat(times)}!`, languageOf('en'));
  expect(growth(work)).toBeLessThan(4);
});
