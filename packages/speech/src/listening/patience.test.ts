import { expect, it } from 'vitest';
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
  expect(silenceToEndMs(500, interim)).toBe(expected);
});
