import type { Passage } from './knowledge.js';
import { withoutMarkdown } from './without-markdown.js';

/** Length of a passage, in characters: some sentences, of which several fit into a prompt. */
const MAX_PASSAGE_CHARS = 1_000;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$/;

/**
 * Cuts a document into passages of whole paragraphs, none across a heading.
 *
 * @param name Name of the document, for people.
 * @param markdown Markdown or plain text. Its marks are removed.
 */
export function passagesOf(name: string, markdown: string): Passage[] {
  const passages: Passage[] = [];
  const headings: string[] = [];
  let paragraphs: string[] = [];
  const cut = (): void => {
    const source = [name, ...headings.filter(Boolean)].join(', ');
    for (const text of joined(paragraphs)) passages.push({ source, text });
    paragraphs = [];
  };
  for (const block of markdown.replace(/^\uFEFF/, '').split(/\r?\n[ \t]*\r?\n|\r?\n(?=[ \t]{0,3}#)/)) {
    const [first = '', ...others] = block.replace(/^\s*\n/, '').split(/\r?\n/);
    const heading = HEADING.exec(first);
    if (heading) {
      cut();
      headings.length = heading[1]!.length - 1;
      headings.push(withoutMarkdown(heading[2] as string));
    }
    const text = withoutMarkdown((heading ? others : [first, ...others]).join('\n'));
    if (text !== '') paragraphs.push(text);
  }
  cut();
  return passages;
}

/** Joins paragraphs into texts of at most {@link MAX_PASSAGE_CHARS}; a longer paragraph is cut behind a sentence, or a word. */
function joined(paragraphs: readonly string[]): string[] {
  const texts: string[] = [];
  for (const piece of paragraphs.flatMap(cutLong)) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + piece.length < MAX_PASSAGE_CHARS)
      texts[texts.length - 1] = `${last} ${piece}`;
    else texts.push(piece);
  }
  return texts;
}

function cutLong(paragraph: string): string[] {
  const pieces: string[] = [];
  let rest = paragraph;
  while (rest.length > MAX_PASSAGE_CHARS) {
    const head = rest.slice(0, MAX_PASSAGE_CHARS);
    const sentence = Math.max(...['. ', '! ', '? ', '。'].map((end) => head.lastIndexOf(end))) + 1;
    const word = head.lastIndexOf(' ');
    const at = sentence > MAX_PASSAGE_CHARS / 4 ? sentence : word > 0 ? word : MAX_PASSAGE_CHARS;
    pieces.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return rest === '' ? pieces : [...pieces, rest];
}
