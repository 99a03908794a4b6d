import { entityCharacter } from './entities.js';
import { FACE_TAG } from './face-tag.js';

/** What a mark depends on. */
export interface MarkContext {
  /** The character before it; empty at the beginning of a line. */
  readonly before: string;
  /** Whether a sentence begins with it. */
  readonly startsSentence: boolean;
  /** Whether a text in brackets or asterisks is a stage direction. */
  isDirection(text: string): boolean;
  /** Whether it may become one when more of it comes. */
  mayBeDirection(begun: string): boolean;
  /** The clean text of what stands inside a mark. */
  clean(text: string): string;
}

/** A kind of mark within a line. Patterns are sticky and exclude what they begin with, which keeps the work linear. */
export interface InlineMark {
  /** The characters that it may begin with. */
  readonly starts: string;
  readonly whole: RegExp;
  /** Matches, up to the end of the text, what may become a whole mark. */
  readonly begun: RegExp;
  /** Whether to wait for the rest of what has begun. @defaultValue always */
  waits?(begun: string, context: MarkContext): boolean;
  /** @returns The text that stands for the mark; `undefined` when it is none of this kind. */
  read(match: RegExpExecArray, context: MarkContext): string | undefined;
  /** @returns The word in it that is meant for the face. */
  forFace?(match: RegExpExecArray): string | undefined;
}

/** Characters with which a mark may begin, addresses included; those at the end of a text may become one. */
export const MARK_START =
  /[\\`*_~[<&(（【|\n]|!(?=\[|$)|(?<![\p{Script=Latin}\p{N}@./])(?:https?:\/\/|www\.|(?:h|ht|htt|https?|https?:|https?:\/|w|ww|www)$)/giu;

const escape: InlineMark = {
  starts: '\\',
  whole: /\\([\\`*_{}[\]()#+\-.!>~|"$&<])/y,
  begun: /\\$/y,
  read: ([, character]) => character,
};

const code: InlineMark = {
  starts: '`',
  whole: /(`{1,3})([^`\n]{1,400})\1(?!`)/y,
  begun: /`{1,3}[^`\n]{0,400}`{0,2}$/y,
  read: ([, , text]) => text,
};

const image: InlineMark = {
  starts: '!',
  whole: /!?\[([^[\]\n]{0,300})\](?:\([^()\n]{0,500}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)|\[[^[\]\n]{0,100}\])/y,
  begun:
    /!(?:\[[^[\]\n]{0,300}(?:\](?:\([^()\n]{0,500}(?:\([^()\n]{0,200}\)?[^()\n]{0,200})?|\[[^[\]\n]{0,100})?)?)?$/y,
  read: ([, text = ''], { clean }) => clean(text),
};

const link: InlineMark = {
  starts: '[',
  whole: image.whole,
  begun: /\[[^[\]\n]{0,300}(?:\](?:\([^()\n]{0,500}(?:\([^()\n]{0,200}\)?[^()\n]{0,200})?|\[[^[\]\n]{0,100})?)?$/y,
  read: image.read,
};

/** `[1]`, `[^2]`: numbers of sources. */
const citation: InlineMark = {
  starts: '[',
  whole: /\[\^?\d{1,3}(?:,\s?\d{1,3}){0,9}\](?![([])/y,
  begun: /(?!)/y,
  read: (_, { before }) => (before === '' ? undefined : ''),
};

/** What the face is to express from here on: not for the voice, whatever word it is. */
const faceTag: InlineMark = {
  starts: '[',
  whole: FACE_TAG,
  begun: /(?!)/y,
  read: () => '',
  forFace: ([, word]) => word,
};

const bracketedDirection: InlineMark = {
  starts: '[',
  whole: /\[([^[\]\n]{1,60})\](?![([])/y,
  begun: /(?!)/y,
  read: ([, text = ''], { isDirection }) => (isDirection(text) ? '' : undefined),
};

const source: InlineMark = {
  starts: '【',
  whole: /【([^【】\n]{0,60})】/y,
  begun: /【[^【】\n]{0,60}$/y,
  read: ([, text = '']) => (/[†\d]/.test(text) ? '' : undefined),
};

const direction: InlineMark = {
  starts: '(（',
  whole: /[(（]([^()（）\n]{1,60})[)）]/y,
  begun: /[(（][^()（）\n]{0,60}$/y,
  waits: (begun, { mayBeDirection }) => mayBeDirection(begun.slice(1)),
  read: ([, text = ''], { isDirection }) => (isDirection(text) ? '' : undefined),
};

/** `*smiles*` where a sentence may begin: an emphasised word stands in its sentence. */
const starredDirection: InlineMark = {
  starts: '*_',
  whole:
    /(?:\*([^*\n]{1,80})\*(?!\*)|_([^_\n]{1,80})_(?!_))(?=\s|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}「『“])/uy,
  begun: /(?:\*[^*\n]{0,80}\*?|_[^_\n]{0,80}_?)$/y,
  waits: (_, { startsSentence }) => startsSentence,
  read: ([, starred, underlined], { startsSentence, isDirection }) => {
    const text = (starred ?? underlined ?? '').trim();
    // What somebody does is written without a capital and without an end.
    const acts = /^\p{Ll}[\p{L}\s,'’-]*$/u.test(text) && text.split(/\s+/).length > 1;
    return startsSentence && (acts || isDirection(text)) ? '' : undefined;
  },
};

const struck: InlineMark = {
  starts: '~',
  whole: /~~([^~\n]{1,300})~~/y,
  begun: /~(?:~[^~\n]{0,300}~?)?$/y,
  read: () => '',
};

const comment: InlineMark = {
  starts: '<',
  whole: /<!--[^<>]{0,1000}-->/y,
  begun: /<(?:!(?:-(?:-[^<>]{0,1000})?)?)?$/y,
  read: () => '',
};

const autolink: InlineMark = {
  starts: '<',
  whole: /<(?:mailto:([^\s<>]{1,300})|(https?:\/\/[^\s<>]{1,500}))>/iy,
  begun: /<(?:https?:|mailto:)[^\s<>]{0,500}$/iy,
  read: ([, mail, url]) => mail ?? hostOf(url ?? ''),
};

/** Tags that stand between lines. */
const BREAKS = /^(?:br|p|li|ul|ol|div|tr|table|h[1-6]|s|section|hr|blockquote)$/i;

/** A tag has attributes with values, or none: "x <y and z>" is no tag. */
const tag: InlineMark = {
  starts: '<',
  whole:
    /<\/?([a-zA-Z][\w:-]{0,30})(?:\s{1,9}[\w:-]{1,40}=(?:"[^"<>]{0,200}"|'[^'<>]{0,200}'|[^\s"'<>=]{1,100})){0,12}\s{0,9}\/?>/y,
  begun:
    /<(?:\/|\/?[a-zA-Z][\w:-]{0,30}(?:\s{1,9}[\w:-]{1,40}=(?:"[^"<>]{0,200}"|'[^'<>]{0,200}'|[^\s"'<>=]{1,100})){0,12}(?:\s{0,9}\/?|\s{1,9}[\w:-]{1,40}(?:=(?:"[^"<>]{0,200}|'[^'<>]{0,200})?)?))?$/y,
  read: ([, name = '']) => (BREAKS.test(name) ? '\n' : ''),
};

const entity: InlineMark = {
  starts: '&',
  whole: /&(#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,30});/y,
  begun: /&(?:#?[\da-zA-Z]{0,31})$/y,
  read: ([, name = '']) => entityCharacter(name),
};

/**
 * An address is said by its host, which is all that a listener can remember of it. Chinese, Japanese and Korean follow it
 * without a blank.
 */
const address: InlineMark = {
  starts: 'hHwW',
  whole: /(?:https?:\/\/|www\.)[^\s<>()[\]{}"'“”‘’|*`\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]{1,500}/iy,
  begun:
    /(?:h(?:t(?:t(?:ps?(?::\/?)?)?)?)?|ww?w?|(?:https?:\/\/|www\.)[^\s<>()[\]{}"'“”‘’|*`\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]{0,500})$/iy,
  read: ([url]) => {
    const written = url.replace(/[.,;:!?…]{1,20}$/, '');
    return hostOf(written) + url.slice(written.length);
  },
};

/** Marks of emphasis are dropped; a sign between numbers or blanks, or within a name, is none. */
const emphasis: InlineMark = {
  starts: '*_~',
  whole: /([*_~])\1{0,9}(?=([\s\S]))/y,
  begun: /([*_~])\1{0,9}$/y,
  read: ([run, mark, next = ''], { before }) => {
    const between = (kind: RegExp): boolean => kind.test(before) && kind.test(next);
    const isSign = mark === '~' || between(/^\s?$/) || between(mark === '_' ? /^[\p{L}\p{N}]$/u : /^\d$/);
    return run.length === 1 && isSign ? run : '';
  },
};

/** In the order in which they are tried. */
const INLINE_MARKS: readonly InlineMark[] = [
  escape,
  code,
  image,
  link,
  faceTag,
  citation,
  bracketedDirection,
  source,
  direction,
  starredDirection,
  struck,
  comment,
  autolink,
  tag,
  entity,
  address,
  emphasis,
];
const CHARACTERS = [...new Set(INLINE_MARKS.flatMap(({ starts }) => [...starts]))];
const BY_START: ReadonlyMap<string, readonly InlineMark[]> = new Map(
  CHARACTERS.map((character) => [character, INLINE_MARKS.filter(({ starts }) => starts.includes(character))]),
);

/** The marks that may begin with a character, in the order in which they are tried. */
export function marksAt(character: string): readonly InlineMark[] {
  return BY_START.get(character) ?? [];
}

function hostOf(url: string): string {
  return url
    .replace(/^https?:\/\//i, '')
    .replace(/^www\./i, '')
    .replace(/[/?#:].*$/s, '');
}
