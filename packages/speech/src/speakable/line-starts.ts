/** How a line's end is read: items, headings and rows are sentences, whatever they end with. */
export type LineKind = 'paragraph' | 'item' | 'row';

/** What the beginning of a line is. */
export type LineStart =
  | {
      readonly kind: LineKind;
      /** Length of the mark, which is not read. */
      readonly length: number;
      /** The part of the mark that is read, as the number of an item. */
      readonly kept?: string;
    }
  /** The whole line is passed over: a rule, the definition of a link. */
  | { readonly kind: 'dropped'; readonly length: number }
  /** A block of code. */
  | { readonly kind: 'code'; readonly length: number; readonly fence: string };

/** Longest beginning of a line for whose rest is waited. */
const MAX_START = 700;
/** The beginning of most lines. */
const ORDINARY = /^[ \t]{0,40}[\n\p{L}("“„¿¡]/u;
/** What may become a mark when more of the line comes. */
const BEGUN =
  /^[ \t]{0,40}(?:#{0,6}|[-*_+=•●○■▪◦–・:| \t]{0,200}|`{0,2}|~{0,2}|[-*+•●○■▪◦–][ \t]{1,9}\[[ xX]?\]?|\d{1,9}[.)]?|\[[^\]\n]{0,100}\]?)$/;
const FENCE = /^ {0,3}(`{3,20}|~{3,20})[^\n`]{0,100}\n/;
const FENCE_BEGUN = /^ {0,3}(?:`{3,20}|~{3,20})[^\n`]{0,100}$/;
const RULE = /^[ \t]{0,40}(?:([-*_])(?:[ \t]{0,4}\1){2,200}|={2,200})[ \t]{0,40}\n/;
const TABLE_RULE = /^[ \t]{0,40}\|?[ \t:]{0,9}-{2,60}[-:| \t]{0,400}\n/;
/** A tag for the face with a colon behind it defines no link. */
const DEFINITION = /^ {0,3}\[(?!face[^\S\n]{0,9}:)[^\]\n]{1,100}\]:[^\n]{0,500}\n/i;
const DEFINITION_BEGUN = /^ {0,3}\[(?!face[^\S\n]{0,9}:)[^\]\n]{1,100}\]:[^\n]{0,500}$/i;
const QUOTE = /^ {0,3}(?:>[ \t]?){1,9}/;
const HEADING = /^ {0,3}#{1,6}[ \t]{1,9}/;
/** A Japanese point has no blank behind it. */
const ITEM = /^[ \t]{0,40}(?:[-*+•●○■▪◦–][ \t]{1,9}(?:\[[ xX]\][ \t]{1,9})?|・[ \t]{0,9})/;
const NUMBERED = /^[ \t]{0,40}(\d{1,9}[.)])[ \t]{1,9}/;
const ROW = /^[ \t]{0,40}\|/;

/** @returns What a line begins with; `undefined` while that depends on text that has not come. */
export function readLineStart(text: string): LineStart | undefined {
  if (ORDINARY.test(text)) return { kind: 'paragraph', length: 0 };
  const quote = QUOTE.exec(text)?.[0].length ?? 0;
  const rest = quote > 0 ? text.slice(quote) : text;
  const whole = rest.slice(0, MAX_START).includes('\n');
  if (!whole && rest.length < MAX_START && isUndecided(rest)) return undefined;
  const start = startOf(rest);
  return { ...start, length: start.length + quote };
}

/** Whether a line within a block of code ends it. */
export function fenceEnd(line: string, fence: string): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === fence.charAt(0).repeat(text.length);
}

function isUndecided(text: string): boolean {
  return BEGUN.test(text) || FENCE_BEGUN.test(text) || DEFINITION_BEGUN.test(text);
}

function startOf(text: string): LineStart {
  const fence = FENCE.exec(text);
  if (fence) return { kind: 'code', length: fence[0].length, fence: fence[1] ?? '' };
  const dropped = (RULE.exec(text) ?? TABLE_RULE.exec(text) ?? DEFINITION.exec(text))?.[0];
  if (dropped !== undefined) return { kind: 'dropped', length: dropped.length };
  const numbered = NUMBERED.exec(text);
  if (numbered) return { kind: 'item', length: numbered[0].length, kept: `${numbered[1] ?? ''} ` };
  const item = (HEADING.exec(text) ?? ITEM.exec(text))?.[0];
  if (item !== undefined) return { kind: 'item', length: item.length };
  const row = ROW.exec(text)?.[0];
  return row === undefined ? { kind: 'paragraph', length: 0 } : { kind: 'row', length: row.length };
}
