import { describe, expect, it } from 'vitest';
import { WordFinder } from './word-finder.js';

const places = (text: string, ...words: readonly string[]): (string | undefined)[] => {
  const finder = new WordFinder(text);
  return words.map((word) => {
    const found = finder.find(word);
    return found && `${text.slice(found.from, found.to)}@${found.from}`;
  });
};

describe('the words that a voice reports, in the text that it was given', () => {
  it('are found in order, whatever their case and punctuation', () => {
    expect(places('The cat saw the other cat.', 'the', 'Cat', 'saw', '"the"', 'other', 'cat.')).toEqual([
      'The@0',
      'cat@4',
      'saw@8',
      'the@12',
      'other@16',
      'cat@22',
    ]);
  });

  it('are whole words', () => {
    expect(places('There is the one.', 'the', 'on', 'one')).toEqual(['the@9', undefined, 'one@13']);
  });

  it('may be missing where the voice reads something in other words', () => {
    expect(places('It costs $5, or 5 €.', 'it', 'costs', 'five', 'dollars', ',', 'or')).toEqual([
      'It@0',
      'costs@3',
      undefined,
      undefined,
      undefined,
      'or@13',
    ]);
  });

  it('are not looked for far ahead, where they stand by chance', () => {
    const text = `One ${'and another word '.repeat(5)}two.`;
    expect(places(text, 'one', 'two', 'and')).toEqual(['One@0', undefined, 'and@4']);
  });

  it.each([
    ["It's José’s café.", ["it's", 'José’s', 'café'], ["It's@0", 'José’s@5', 'café@12']],
    ['今日は良い天気です。', ['今日', 'は', '天気'], ['今日@0', 'は@2', '天気@5']],
    ['state-of-the-art', ['state', 'of', 'the', 'art'], ['state@0', 'of@6', 'the@9', 'art@13']],
  ])('are found in %s', (text, words, expected) => {
    expect(places(text, ...words)).toEqual(expected);
  });
});
