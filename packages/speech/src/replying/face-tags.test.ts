import { growth } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { languageOf } from '../languages/index.js';
import { ReplyText } from './reply-text.js';
import type { Sentence } from './sentences.js';

/** What becomes of a reply that comes in these pieces. */
function read(pieces: readonly string[]): { text: string; sentences: Sentence[] } {
  const reply = new ReplyText(languageOf('en'));
  const added = [...pieces.map((piece) => reply.push(piece)), reply.end()];
  return { text: added.map(({ text }) => text).join(''), sentences: added.flatMap(({ sentences }) => sentences) };
}

const said = (text: string) => read([text]).sentences.map(({ text, expression }) => [text, expression]);

const TAGGED =
  'Hello. [face: sad] I am sorry, it is closed. Come back. [FACE:warm]Good to see you! (See [note] 1.) [face:neutral] Bye.';
const CLEAN = 'Hello. I am sorry, it is closed. Come back. Good to see you! (See [note] 1.) Bye.';

describe('tags for the face', () => {
  it('are neither shown nor said, and count from their sentence on', () => {
    const { text, sentences } = read([TAGGED]);
    expect(text).toBe(CLEAN);
    expect(sentences.map(({ text, expression }) => [text, expression])).toEqual([
      ['Hello.', undefined],
      ['I am sorry, it is closed.', 'sad'],
      ['Come back.', 'sad'],
      ['Good to see you!', 'warm'],
      ['(See [note] 1.)', 'warm'],
      ['Bye.', 'neutral'],
    ]);
  });

  it('are the same however the text is cut into pieces', () => {
    const whole = read([TAGGED]);
    for (let first = 0; first < TAGGED.length; first++)
      for (let second = first; second < TAGGED.length; second += 7) {
        const cut = [TAGGED.slice(0, first), TAGGED.slice(first, second), TAGGED.slice(second)];
        expect(read(cut)).toEqual(whole);
      }
    expect(read([...TAGGED])).toEqual(whole);
  });

  it.each([
    [
      'within a sentence',
      'I am [face: sad] so sorry. Yes.',
      [
        ['I am so sorry.', 'sad'],
        ['Yes.', 'sad'],
      ],
    ],
    ['with a colon behind it', '[face: warm]: Hello there.', [['Hello there.', 'warm']]],
    [
      'at the beginning of a list item',
      '- [face: warm] Tea\n- Milk',
      [
        ['Tea.', 'warm'],
        ['Milk.', 'warm'],
      ],
    ],
    ['twice in a row: the later one counts', '[face: warm] [face: sad] Oh.', [['Oh.', 'sad']]],
    ['behind the last sentence', 'Bye. [face: sad]', [['Bye.', undefined]]],
    ['with a word that is no expression', '[face: happy] Hello.', [['Hello.', undefined]]],
    [
      'with a word of two parts',
      '[face: half-smile] Hello. [face: very_sad] Oh.',
      [
        ['Hello.', undefined],
        ['Oh.', undefined],
      ],
    ],
    [
      'with blanks around its parts',
      '[ face: warm] Hello. [face : sad ] Oh.',
      [
        ['[ face: warm] Hello.', undefined],
        ['Oh.', 'sad'],
      ],
    ],
    ['in emphasis', '**[face: warm] Hello** there.', [['Hello there.', 'warm']]],
  ])('are read %s', (_, text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  it.each([
    'Choose [sad] or [neutral] now.',
    'The [left face: yes] one.',
    'A [face: left side] here.',
    'Press [face] to go on.',
    'See [face: x1] there.',
    'An open [face: sad and so on',
  ])('are not seen in “%s”', (text) => {
    expect(said(text)).toEqual([[text, undefined]]);
  });

  it('leave nothing where a reply is cut off within one', () => {
    const tag = ' [Face : surprised ]';
    for (let length = 3; length <= tag.length; length++) {
      const cut = `I see.${tag.slice(0, length)}`;
      for (const pieces of [[cut], [...cut]]) {
        const { text, sentences } = read(pieces);
        expect([cut, text.trimEnd(), sentences.map((sentence) => sentence.text)]).toEqual([cut, 'I see.', ['I see.']]);
      }
    }
  });

  it('are links where they have an address', () => {
    expect(said('A [face: warm](http://a.example/) here.')).toEqual([['A face: warm here.', undefined]]);
  });

  it('cost work that grows with their number alone', { timeout: 60_000 }, () => {
    const work = (times: number) => () => void read(['[face: sad] Oh. '.repeat(times)]);
    expect(growth(work)).toBeLessThan(4);
    expect(growth((times) => () => void read(['[face: sad] '.repeat(times)]))).toBeLessThan(4);
  });
});
