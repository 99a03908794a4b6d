import { describe, expect, it } from 'vitest';
import { ANY_SOUNDS, inDictionary, writtenWordsOf } from './alignment-words.js';

const DICTIONARY = new Set(["don't", 'check', 'in', "l'", 'heure', "aujourd'hui", 'été', 'museum', 'cats']);
const found = (text: string) => inDictionary(writtenWordsOf(text), (word) => DICTIONARY.has(word));

describe('words of a text in the dictionary', () => {
  it.each([
    ['Don’t check in!', ["don't", 'check', 'in']],
    ["L'heure d'été, aujourd'hui.", ["l'", 'heure', ANY_SOUNDS, 'été', "aujourd'hui"]],
    ['Check-in: 10', ['check', 'in', ANY_SOUNDS]],
    ["The museum's cats'", [ANY_SOUNDS, 'museum', ANY_SOUNDS, 'cats']],
    ['— 😀 …', []],
  ])('%s', (text, words) => {
    expect(found(text)).toEqual(words);
  });

  it('stay what they are when they are looked up again', () => {
    const words = found('Check-in: 10');
    expect(inDictionary(words, (word) => DICTIONARY.has(word))).toEqual(words);
  });
});
