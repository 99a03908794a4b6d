import { mayMean, mayMeanInBrackets, meaningInBrackets, meaningOf, stemOf, type NameMeaning } from './mark-names.js';

/** What a mark in a model's text means. */
export type MarkKind =
  /** Thoughts begin or end. */
  | 'thought'
  | 'thoughtEnd'
  /** A tool call begins or ends. */
  | 'call'
  | 'callEnd'
  /** The name of a role or channel follows, which decides about what comes after it. */
  | 'header'
  /** The header ends. */
  | 'headerEnd'
  /** A message ends. */
  | 'end'
  /** A line begins with JSON or a block of code, which may be a call: the blanks in front of it. */
  | 'data'
  /** A token without words of its own. */
  | 'token';

/** A mark in a text. */
export interface Mark {
  readonly kind: MarkKind;
  /** The mark's name, in lower case; of a call, the name that its end has. */
  readonly name: string;
  /** Start of the mark; `to` is its end. */
  readonly from: number;
  readonly to: number;
}

/** Longest mark that is looked for. */
const MAX_MARK = 300;

/**
 * Marks in the forms of chat templates: tags, tags with bars (also the wide ones of DeepSeek, also with a single bar),
 * names in brackets, and the lozenges of Kimi. Each form excludes the character that it begins with, so a text is searched
 * in work that grows with its length.
 */
const FORMS = new RegExp(
  [
    /<[|｜](?<bars>[^|｜<>]{1,60})[|｜]?>/,
    /<(?<bar>[^|｜<>\s]{1,60})[|｜]>/,
    /<(?<tag>\/?[a-zA-Z][\w:.-]{0,40})(?:[\s=][^<>]{0,200})?(?<empty>\/?)>/,
    /\[(?<bracket>\/?[a-zA-Z_]{2,20})\](?:(?<last>$)|(?=[^(]))/,
    /◁(?<lozenge>\/?[a-z_]{1,20})▷/,
    /(?<data>\n[^\S\n]{0,20})(?=\{|\[[^\S\n]{0,20}\{|`{3})/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);
/** A line that may begin with data. */
const LINE_BEGUN = /\n[^\S\n]{0,20}(?:\[[^\S\n]{0,20}|`{1,2})?$/;
/** A mark of which only the beginning has come. */
const BEGUN =
  /^(?:<(?:\/?|[|｜][^|｜<>]{0,60}[|｜]?|[^|｜<>\s]{1,60}[|｜]|(\/?[a-zA-Z][\w:.-]{0,40})([\s=][^<>]{0,200})?\/?)|(\[\/?[a-zA-Z_]{0,20}\]?)|◁[^▷]{0,20})$/;

const HEADERS = new Set(['channel', 'start', 'im_start', 'start_header_id', 'start_of_turn']);
const HEADER_ENDS = new Set(['message', 'end_header_id', 'im_sep']);
const ENDS = new Set(['end', 'return', 'call', 'im_end', 'eot_id', 'eom_id', 'end_of_turn', 'endoftext']);

/**
 * @param ended Whether no more text comes: a name in brackets at the end could be that of a link.
 * @returns The first mark; `undefined` where there is none that is complete.
 */
export function findMark(text: string, ended: boolean): Mark | undefined {
  FORMS.lastIndex = 0;
  for (let match = FORMS.exec(text); match; match = FORMS.exec(text)) {
    const mark = ended || match.groups?.['last'] === undefined ? markOf(match) : undefined;
    if (mark) return mark;
    FORMS.lastIndex = match.index + 1;
  }
  return undefined;
}

/** @returns Where a mark begins that more text may complete; the text's length where there is none. */
export function beginningOfMark(text: string): number {
  const end = text.slice(-MAX_MARK);
  const before = text.length - end.length;
  return before + Math.min(beginningIn(end), LINE_BEGUN.exec(end)?.index ?? end.length);
}

function beginningIn(text: string): number {
  const at = Math.max(text.lastIndexOf('<'), text.lastIndexOf('['), text.lastIndexOf('◁'));
  if (at < 0) return text.length;
  const begun = BEGUN.exec(text.slice(at));
  if (!begun) return text.length;
  const [, tag, rest, bracket] = begun;
  if (tag !== undefined && !mayMean(nameIn(tag), rest !== undefined)) return text.length;
  if (bracket !== undefined && !mayMeanInBrackets(nameIn(bracket))) return text.length;
  return at;
}

function markOf(match: RegExpExecArray): Mark | undefined {
  const { bars, bar, tag, empty, bracket, lozenge, data } = match.groups ?? {};
  const kindOf = (): [MarkKind, string] | undefined => {
    if (data !== undefined) return ['data', ''];
    if (bars !== undefined || bar !== undefined) return barred(bars ?? `/${bar}`);
    if (tag !== undefined) return empty === '/' ? undefined : tagged(tag);
    if (bracket !== undefined) return bracketed(bracket);
    return tagged(lozenge ?? '');
  };
  const found = kindOf();
  return found && { kind: found[0], name: found[1], from: match.index, to: match.index + match[0].length };
}

/** Whatever stands between bars is a token of some template. */
function barred(text: string): [MarkKind, string] {
  const name = text
    .replace('/', '')
    .trim()
    .toLowerCase()
    .replace(/[▁\s-]+/g, '_');
  const ends = text.startsWith('/') || /(?:^|_)end(?:_|$)/.test(name);
  if (HEADERS.has(name)) return [ends ? 'thoughtEnd' : 'header', name];
  if (HEADER_ENDS.has(name)) return ['headerEnd', name];
  if (ENDS.has(name)) return ['end', name];
  return meant(meaningOf(name), name, ends) ?? ['token', name];
}

function tagged(text: string): [MarkKind, string] | undefined {
  const name = nameIn(text);
  if (name === 'start_of_turn') return ['header', name];
  return meant(meaningOf(name), name, text.startsWith('/'));
}

function bracketed(text: string): [MarkKind, string] | undefined {
  const name = nameIn(text);
  return meant(meaningInBrackets(name), name, text.startsWith('/'));
}

/** A call's mark has the name that the mark at its other end has as well. */
function meant(meaning: NameMeaning | undefined, name: string, ends: boolean): [MarkKind, string] | undefined {
  if (meaning === 'thought') return [ends ? 'thoughtEnd' : 'thought', name];
  if (meaning === 'call') return [ends ? 'callEnd' : 'call', stemOf(name)];
  return meaning && ['token', name];
}

/** The name in a mark that has come, or begun to come. */
function nameIn(text: string): string {
  return text
    .toLowerCase()
    .replace(/[[\]/]/g, '')
    .replaceAll('-', '_');
}
