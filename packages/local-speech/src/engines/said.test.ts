import { expect, it } from 'vitest';
import { saidFor } from './said.js';

it.each([
  [['en-US'], undefined, 'It costs €5 – now!', 'It costs 5 euros – now!'],
  [['en'], undefined, '🙂 日本', ''],
  [['de-DE'], undefined, 'Das kostet 5 €.', 'Das kostet 5 Euro.'],
  [['uk'], undefined, 'Добрий\n день. ', 'Добрий день.'],
  [['uk'], undefined, '…?!', ''],
  [['en'], "abc '", 'A big CAB', 'a b cab'],
  [['en'], 'abc', 'xyz', ''],
])('a voice for %j with the letters %j says for %j: %j', (languages, alphabet, text, said) => {
  expect(saidFor({ languages, alphabet }, text)).toBe(said);
});
