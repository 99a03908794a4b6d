import { describe, expect, it } from 'vitest';
import { splitClauses } from './clauses.js';

describe('splitClauses', () => {
  it.each([
    ['A short sentence, with a comma.', ['A short sentence, with a comma.']],
    [
      'When you have finished speaking for a while, I look for the answer, and then I say it aloud to you.',
      ['When you have finished speaking for a while,', 'I look for the answer, and then I say it aloud to you.'],
    ],
    [
      'It knows the words of all the questions in its knowledge because it was told about them before.',
      ['It knows the words of all the questions in its knowledge', 'because it was told about them before.'],
    ],
    ['x'.repeat(100), ['x'.repeat(100)]],
    ['', []],
  ])('breathes where a speaker would: %j', (sentence, clauses) => {
    expect(splitClauses(sentence)).toEqual(clauses);
  });
});
