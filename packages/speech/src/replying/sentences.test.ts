import { describe, expect, it } from 'vitest';
import { languageOf } from '../languages/index.js';
import { growth } from '@visavis/core/testing';
import { SentenceSplitter } from './sentences.js';

function split(...pieces: string[]): string[] {
  return splitIn('en', ...pieces);
}

function splitIn(language: string, ...pieces: string[]): string[] {
  const splitter = new SentenceSplitter(languageOf(language));
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.flush()].map(({ text }) => text);
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
    const splitter = new SentenceSplitter(languageOf('en'));
    expect(splitter.push('Hello there.')).toEqual([]);
    expect(splitter.push(' How')).toEqual([{ text: 'Hello there.', gap: '' }]);
  });

  it('lets a long first sentence begin with its first clauses, and does not tear one without', () => {
    const long = 'Opening hours differ from day to day and from place to place';
    expect(split(`${long}, so please look at the door of the shop that you want to go to.`)[0]).toBe(`${long},`);
    const [whole] = split(`${long} so please look at the door of the shop that you want to go to. Fine.`);
    expect(whole).toMatch(/go to\.$/);
  });

  it('cuts an endless sentence where a speaker can breathe', () => {
    const clause = 'and then something happened that nobody had foreseen, ';
    const cut = split(clause.repeat(8));
    expect(cut.length).toBeGreaterThan(1);
    expect(cut.every((piece) => piece.length <= 240)).toBe(true);
    expect(cut.join(' ')).toBe(clause.repeat(8).trim());
  });

  it.each<[string, string[]]>([
    [
      'de',
      ['Das kostet z. B. 3,50 Euro, d. h. wenig.', 'Am 3. Mai kommt Dr. Weiß.', '„Gut so.“', 'Und bzw. usw. auch.'],
    ],
    ['de', ['Ich nehme z.B. Tee.', 'Und du?']],
    ['fr', ['M. Dupont arrive.', 'Quoi ?', '« Bonjour. »', 'Il dit, p. ex. oui !', 'Voilà.']],
    ['es', ['La Sra. López vive en EE. UU. desde ayer.', '¿Quién?', '¡Nadie!', 'Cuesta 3.50, p. ej. aquí.']],
    ['it', ['Il Sig. Rossi e la dott.ssa Bianchi, ecc. arrivano.', 'Bene.']],
    ['pt', ['O Sr. Silva e V. Ex.ª chegam, p. ex. hoje.', 'Certo?', 'Sim.']],
    ['en', ['It is 3.14, i.e. about three.', 'He said "No!"', '(Really.)', 'Good…', 'Yes.']],
  ])('knows what ends no sentence in %s', (language, sentences) => {
    expect(splitIn(language, sentences.join(' '))).toEqual(sentences);
  });

  it.each<[string, string[]]>([
    ['zh', ['你好！', '今天3.5度。', '他说：“好的。”', '真的吗？！', '再见']],
    ['ja', ['こんにちは。', '「はい。」', 'お元気ですか？', 'Node.jsで動きます。']],
    ['en', ['你好。', 'That was Chinese.']],
    ['es', ['Hola.', '¿Qué tal?']],
  ])('needs no blank behind the marks of scripts without blanks, nor before ¿ (%s)', (language, sentences) => {
    expect(splitIn(language, sentences.join(language === 'en' ? ' ' : ''))).toEqual(sentences);
    expect(splitIn(language, ...sentences.join(language === 'en' ? ' ' : ''))).toEqual(sentences);
  });

  it('cuts a Chinese sentence without end at a comma, in less text than an English one', () => {
    const pieces = split('我们今天去了很多地方，'.repeat(20));
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.every((piece) => piece.length <= 80 && piece.endsWith('，'))).toBe(true);
  });

  it('tears no character in two', () => {
    for (const piece of split('😀'.repeat(1_000))) expect(piece).toMatch(/^(?:😀)+$/u);
  });

  it.each([
    ['a word without end', 'a'],
    ['full stops', '.'],
    ['quotes', '."'],
    ['blanks', ' '],
    ['lines', '\n'],
    ['abbreviations', 'Dr. '],
    ['initials', 'a. '],
    ['Chinese full stops', '。'],
    ['closed brackets', '。」'],
    ['short sentences', 'Yes. '],
    ['letters of many words', 'ab '],
  ])('takes %s in work that grows with their length and no faster', (_, text) => {
    const long = (times: number) => () => split(text.repeat(times));
    expect(growth(long)).toBeLessThan(4);
    const dripping = (times: number) => () => split(...text.repeat(times / 10));
    expect(growth(dripping)).toBeLessThan(4);
  });

  it('loses nothing: the sentences and what is between them are the text', () => {
    const text = ' One.\n\n  Two “three.” Four, 五。六 seven';
    const splitter = new SentenceSplitter(languageOf('en'));
    const sentences = [...[...text].flatMap((character) => splitter.push(character)), ...splitter.flush()];
    expect(sentences.map(({ gap, text: sentence }) => gap + sentence).join('')).toBe(text);
  });
});
