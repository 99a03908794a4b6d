import { SignReader } from './sign-reader.js';
import { spokenLetters } from './spoken-letters.js';
import { symbolsOf, type Symbols } from './symbols/index.js';

/** A stretch of a text without blanks around it, and what is said for it. */
export interface SpokenStretch {
  /** Start of the stretch in the text; `to` is its end. */
  readonly from: number;
  readonly to: number;
  /** The words; empty where nothing is said. */
  readonly said: string;
}

/**
 * How a text is read aloud by a voice that knows letters and numbers alone: signs as the words of the language, and no
 * character that the voice cannot say, such as emoji and other scripts.
 *
 * @param language BCP 47.
 * @returns Words, numbers, and amounts with their signs, each with its position in the text, in order.
 */
export function spokenForm(text: string, language: string): SpokenStretch[] {
  const read = readerOf(symbolsOf(language)).read(usualSigns(text));
  const stretches: SpokenStretch[] = [];
  let next = 0;
  for (let token = tokenFrom(text, 0); token; token = tokenFrom(text, stretches.at(-1)?.to ?? 0)) {
    let { to } = token;
    let said = '';
    let at = token.from;
    for (let reading = read[next]; reading && reading.from < to; reading = read[++next]) {
      said += text.slice(at, reading.from) + reading.said;
      at = reading.to;
      // A reading may reach over a blank: both tokens are one stretch.
      if (at > to) to = endOfToken(text, at);
    }
    stretches.push({ from: token.from, to, said: spokenLetters(said + text.slice(at, to), language) });
  }
  return stretches;
}

const READERS = new Map<Symbols, SignReader>();

function readerOf(symbols: Symbols): SignReader {
  const reader = READERS.get(symbols) ?? new SignReader(symbols);
  READERS.set(symbols, reader);
  return reader;
}

const FIRST_WIDE = 0xff01;
const FIRST_USUAL = 0x21;

/** Wide digits, letters and signs of Chinese and Japanese as the usual ones, each in its place; not their punctuation. */
function usualSigns(text: string): string {
  return text
    .replace(/[０-９Ａ-Ｚａ-ｚ％＋－＝＜＞＆＠＃＄／＊]|(?<=[\d０-９])[．：](?=[\d０-９])/g, (wide) =>
      String.fromCharCode(wide.charCodeAt(0) - FIRST_WIDE + FIRST_USUAL),
    )
    .replace(/￥/g, '¥')
    .replace(/￡/g, '£');
}

const TOKEN = /\S+/g;
const REST_OF_TOKEN = /\S*/y;

function tokenFrom(text: string, from: number): { from: number; to: number } | undefined {
  TOKEN.lastIndex = from;
  const match = TOKEN.exec(text);
  return match ? { from: match.index, to: match.index + match[0].length } : undefined;
}

function endOfToken(text: string, from: number): number {
  REST_OF_TOKEN.lastIndex = from;
  return from + (REST_OF_TOKEN.exec(text)?.[0].length ?? 0);
}
