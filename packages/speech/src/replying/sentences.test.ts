import { describe, expect, it } from 'vitest';
import { SentenceSplitter } from './sentences.js';

function split(...pieces: string[]): string[] {
  const splitter = new SentenceSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.flush()];
}

describe('SentenceSplitter', () => {
  it.each([
    ['two sentences', ['One two. Three four.'], ['One two.', 'Three four.']],
    ['pieces that cut words', ['One t', 'wo! Th', 'ree?! Four'], ['One two!', 'Three?!', 'Four']],
    ['a title', ['Ask Dr. Smith. He knows.'], ['Ask Dr. Smith.', 'He knows.']],
    ['a number with a point', ['It costs 3.50 euros. Fine.'], ['It costs 3.50 euros.', 'Fine.']],
    ['a list', ['1. Open it. 2. Close it.'], ['1. Open it.', '2. Close it.']],
    ['an initial', ['J. Bach wrote it. Yes.'], ['J. Bach wrote it.', 'Yes.']],
    ['a quotation', ['She said "no." Then left.'], ['She said "no."', 'Then left.']],
    ['paragraphs', ['First\n\nSecond'], ['First', 'Second']],
    ['nothing', ['', '  \n '], []],
  ])('cuts %s', (_, pieces, expected) => {
    expect(split(...pieces)).toEqual(expected);
  });

  it('hands a sentence out as soon as the next one has begun', () => {
    const splitter = new SentenceSplitter();
    expect(splitter.push('Hello there.')).toEqual([]);
    expect(splitter.push(' How')).toEqual(['Hello there.']);
  });

  it('lets a long first sentence begin with its first clauses, and does not tear one without', () => {
    const long = 'Opening hours differ from day to day and from place to place';
    expect(split(`${long}, so please look at the door of the shop that you want to go to.`)[0]).toBe(`${long},`);
    const [whole] = split(`${long} so please look at the door of the shop that you want to go to. Fine.`);
    expect(whole).toMatch(/go to\.$/);
  });

  it('cuts a sentence without end where it can be breathed', () => {
    const clause = 'and then something happened that nobody had foreseen, ';
    const cut = split(clause.repeat(8));
    expect(cut.length).toBeGreaterThan(1);
    expect(cut.every((piece) => piece.length <= 240)).toBe(true);
    expect(cut.join(' ')).toBe(clause.repeat(8).trim());
  });
});
