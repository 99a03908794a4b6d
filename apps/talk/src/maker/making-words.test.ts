import { expect, it } from 'vitest';
import { describeMaking } from './making-words.js';

it.each([
  ['waiting', 'waiting', 0, 'Starting…'],
  ['waiting', 'waiting', 1, 'One face is made before…'],
  ['waiting', 'waiting', 3, '3 faces are made before…'],
  ['making', 'start', 0, 'Starting…'],
  ['making', 'find', 0, 'Looking for the face…'],
  ['making', 'a stage of a later version', 0, 'Starting…'],
] as const)('describes %s, %s with %i before as “%s”', (status, stage, ahead, words) => {
  expect(describeMaking({ status, stage, ahead })).toBe(words);
});
