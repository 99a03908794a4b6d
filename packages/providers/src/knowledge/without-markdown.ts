import { withoutEmphasis } from './without-emphasis.js';

/**
 * Removes Markdown's marks from a paragraph, so that it can be spoken and shown as it is. No expression can pass over the
 * mark with which it begins, or each of many opening marks would read the rest of the text.
 */
export function withoutMarkdown(markdown: string): string {
  const plain = withoutComments(markdown)
    .replace(/!?\[([^[\]]*)\]\((?:[^()]|\([^()]*\))*\)/g, '$1')
    .replace(/<(https?:[^<>]+)>/g, '$1')
    .replace(/`+([^`]*)`+/g, '$1');
  return withoutEmphasis(plain)
    .replace(/\\([\\`*_{}[\]()#+\-.!>])/g, '$1')
    .replace(/^[ \t]*>[ \t]?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Removes comments with an end. */
function withoutComments(markdown: string): string {
  const [first = '', ...others] = markdown.split('<!--');
  let open = '';
  const kept = others.map((part) => {
    const end = part.indexOf('-->');
    if (end < 0) {
      open += `<!--${part}`;
      return '';
    }
    open = '';
    return part.slice(end + 3);
  });
  return first + kept.join('') + open;
}

/**
 * Joins paragraphs without their Markdown; one that ends without punctuation gets a full stop, so that the voice
 * pauses.
 */
export function joinParagraphs(paragraphs: readonly string[]): string {
  return paragraphs
    .map(withoutMarkdown)
    .filter((text) => text !== '')
    .map((text) => (/[.!?…:;,]["')\]]?$/.test(text) ? text : `${text}.`))
    .join(' ');
}
