/** Gender of a noun, for numbers that follow it. */
export type Gender = 'm' | 'f' | 'n';

/**
 * What is counted: the name of one, and of several. The number stands in front, or where the name has a "#". The gender is
 * set where a number takes a form of its own, such as "ein Euro".
 */
export type Noun = readonly [one: string, several: string, gender?: Gender];

/** Names by what is written. */
export type Names<Name> = ReadonlyMap<string, Name>;

type Forms = Partial<Record<Gender, string>>;

/** How a language reads what is no word. */
export interface Symbols {
  /** BCP 47 tag, without a region. */
  readonly tag: string;
  /** Between a number and its decimals. */
  readonly decimal: '.' | ',';
  /** Characters between groups of three digits. */
  readonly grouping: string;
  /** Between a number and a noun, and around other signs: nothing in scripts without blanks. */
  readonly blank: ' ' | '';
  /** Whether "1,5" and "0" go with the name of one. @defaultValue false */
  readonly oneBelowTwo?: boolean;
  /** Numbers that are said in another form in front of a noun with a gender. */
  readonly counts: Names<Forms>;
  /** Numbers that lose their last letter in front of a vowel, as in "un'ora". */
  readonly elided?: RegExp;
  /** "½" in front of a noun with a gender, and behind it where fractions follow their noun, as in "2 heures et demie". */
  readonly half?: { readonly before: Forms; readonly behind?: Forms };
  readonly currencies: Names<Noun>;
  /** Hundredths of a currency, for amounts below one. */
  readonly cents: Names<Noun>;
  /** Between an amount and its hundredths; without it the amount is said as a decimal number. */
  readonly andCents?: string;
  /** Large numbers, as in "€5 million". */
  readonly magnitudes: Names<Noun>;
  /** Between a number that is a noun, such as a million, and what is counted; such a number has a gender in its table. */
  of?(noun: string): string;
  /** Units by their signs, and degrees. */
  readonly units: Names<Noun>;
  /** A time such as "10:30"; left to the voice where there is none. */
  readonly clock?: ClockTime;
  /** Between two numbers, as in "10–18". */
  readonly to: string;
  /** In front of a number. */
  readonly minus: string;
  /** In front of a temperature. @defaultValue `minus` */
  readonly belowZero?: string;
  /** Fractions by their signs: alone, and behind a whole number. */
  readonly fractions: Names<readonly [alone: string, behind: string]>;
  /** Signs in front of a number, as in "§ 5" and "~5", with "#" for the number. */
  readonly before: Names<string>;
  /** A power, as in "2^3", with "#" for the exponent. */
  readonly power: string;
  /** "&": some languages have another word in front of some sounds. */
  and(next: string): string;
  /** "/" between single letters; between words it is not said. */
  readonly slash: string;
  /** Other signs. */
  readonly signs: Names<string>;
}

/** How a time is said: hours, and minutes behind them. */
export interface ClockTime {
  readonly hours: Noun;
  readonly and: string;
  /** Behind the minutes. */
  readonly behind?: string;
  /** A word that may be written behind a time and is said with the hours. @defaultValue "h" */
  readonly word?: string;
}

/** @param entries By what is written; several spellings have blanks between them. */
export function names<Name>(entries: Readonly<Record<string, Name>>): Names<Name> {
  return new Map(Object.entries(entries).flatMap(([written, name]) => written.split(' ').map((key) => [key, name])));
}

/** Nouns without a plural, as in Chinese and Japanese. @param gender Of all of them. */
export function invariable(entries: Readonly<Record<string, string>>, gender?: Gender): Names<Noun> {
  return new Map([...names(entries)].map(([written, name]) => [written, [name, name, gender] as const]));
}
