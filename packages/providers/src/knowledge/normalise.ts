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
    .map((word) => word.replace(/^'+|'+$/g, ''))
    .filter((word) => word !== '');
}

/** Returns {@link spokenWords} with contractions expanded, so that "what's" and "what is" are the same question. */
export function comparableWords(text: string): string[] {
  return spokenWords(text).flatMap((word) => open(word).split(' '));
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
