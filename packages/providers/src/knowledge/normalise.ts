import { withoutEnds } from '../text-ends.js';

const CONTRACTIONS: Readonly<Record<string, string>> = {
  "won't": 'will not',
  "can't": 'can not',
  cannot: 'can not',
  "let's": 'let us',
  "i'm": 'i am',
  gonna: 'going to',
  wanna: 'want to',
};
const ENDINGS: readonly (readonly [string, string])[] = [
  ["n't", ' not'],
  ["'re", ' are'],
  ["'ve", ' have'],
  ["'ll", ' will'],
  ["'d", ' would'],
  ["'m", ' am'],
];
/** After these words 's is "is"; after others it is a possessive. */
const IS_AFTER = new Set(['what', 'who', 'where', 'when', 'how', 'why', 'that', 'there', 'it', 'he', 'she', 'here']);

const UNITS = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ');
const TENS = ' ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** @param n 0…999 999. @returns Words, as spoken. */
export function spokenNumber(n: number): string {
  if (n < 20) return UNITS[n] as string;
  if (n < 100) return `${TENS[Math.floor(n / 10)]}${n % 10 === 0 ? '' : ` ${UNITS[n % 10]}`}`;
  const [size, name] = n < 1000 ? [100, 'hundred'] : [1000, 'thousand'];
  const rest = n % size;
  return `${spokenNumber(Math.floor(n / size))} ${name}${rest === 0 ? '' : ` ${spokenNumber(rest)}`}`;
}

/**
 * The words in which a user says `text`: lower case, numbers spelt out, no punctuation but the apostrophe inside a
 * word. A recogniser listens for these words.
 */
export function spokenWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[‘’]/g, "'")
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(
      /\d+/g,
      (digits) => ` ${digits.length > 6 ? [...digits].map((d) => UNITS[+d]).join(' ') : spokenNumber(+digits)} `,
    )
    .replace(/&/g, ' and ')
    .replace(/%/g, ' percent ')
    .replace(/[^a-z' ]+/g, ' ')
    .split(' ')
    .map((word) => withoutEnds(word, "'"))
    .filter((word) => word !== '');
}

/** Characters that are compared: no question is longer, but a typed text may be, and it costs as much as many questions. */
const MAX_COMPARED_CHARS = 500;
/** Letters of a word that are compared. */
const MAX_COMPARED_LETTERS = 40;

/**
 * Returns {@link spokenWords} with contractions expanded, so that "what's" and "what is" are the same question. Words behind
 * the first 500 characters are left out, and long ones are cut.
 */
export function comparableWords(text: string): string[] {
  const words = spokenWords(text.slice(0, MAX_COMPARED_CHARS));
  return words.flatMap((word) => open(word.slice(0, MAX_COMPARED_LETTERS)).split(' '));
}

function open(word: string): string {
  const known = CONTRACTIONS[word];
  if (known) return known;
  for (const [ending, full] of ENDINGS) {
    if (word.endsWith(ending)) return word.slice(0, -ending.length) + full;
  }
  if (!word.endsWith("'s")) return word;
  const stem = word.slice(0, -2);
  return IS_AFTER.has(stem) ? `${stem} is` : stem;
}
