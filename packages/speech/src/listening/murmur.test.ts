import { growth } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { languageOf } from '../languages/index.js';
import { isMurmur, understood } from './murmur.js';

describe('B20: what a user says over a reply without wanting the floor', () => {
  it.each([
    [
      'en',
      [
        '',
        '…',
        '… …',
        'uh-huh',
        'Mm-hmm.',
        'okay',
        'OK, OK',
        'yeah, right',
        'I see…',
        '[cough]',
        '(laughs) uh',
        '*sighs*',
        'the so …',
        'and',
      ],
    ],
    ['de', ['mhm', 'Ja, ja.', 'Ach so!', 'alles klar']],
    ['fr', ['d’accord', 'Ah bon ?', 'oui oui']],
    ['es', ['ajá', 'Ya veo.', '¡Claro que sí!']],
    ['it', ['va bene', 'Ho capito.']],
    ['pt', ['tá bom', 'pois é']],
    ['zh', ['嗯嗯', '好的。', '原来如此']],
    ['ja', ['うんうん', 'はい、はい', 'なるほど。']],
  ])('in %s is %j', (tag, all) => {
    for (const text of all) expect(isMurmur(text, languageOf(tag)), text).toBe(true);
  });

  it.each([
    [
      'en',
      ['stop', 'why', 'and how', 'no', 'okay stop', 'how much is it', '… stop …', 'yeah but why', 'sure thing?', '42'],
    ],
    ['de', ['Stopp', 'ja aber wann', 'nein']],
    ['zh', ['停', '好的停下', '多少钱']],
    ['ja', ['止めて', 'はい、でも']],
  ])('in %s is none of %j', (tag, all) => {
    for (const text of all) expect(isMurmur(text, languageOf(tag)), text).toBe(false);
  });
});

it('the words of a transcript are those that were understood', () => {
  expect(understood('… What’s *that*, then? …')).toBe("what's then");
  expect(understood('…')).toBe('');
});

it('the work grows with the length of a transcript, and no faster', () => {
  for (const piece of ['[', '(', 'uh huh ', '… ', 'a'])
    expect(
      growth((size) => () => isMurmur(piece.repeat(size), languageOf('en'))),
      piece,
    ).toBeLessThan(3);
});
