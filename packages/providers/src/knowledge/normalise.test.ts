import { expect, it } from 'vitest';
import { comparableWords, spokenWords } from './normalise.js';

it.each([
  ['Open at 9:30, 365 days!', 'open at nine thirty three hundred sixty five days'],
  ['It costs 1,250 % more & that’s it', "it costs one thousand two hundred fifty percent more and that's it"],
  ["the 'café' crème", 'the cafe creme'],
])('spells %j as it is spoken', (text, spoken) => {
  expect(spokenWords(text).join(' ')).toBe(spoken);
});

it.each([
  ["What's your name?", 'what is your name'],
  ["I can't, won't, don't, you're", 'i can not will not do not you are'],
  ["the user's mail", 'the user mail'],
])('takes %j for its long form when comparing', (text, long) => {
  expect(comparableWords(text).join(' ')).toBe(long);
});
