import { withoutEnds } from '../text-ends.js';
import { comparableWords } from './normalise.js';
import type { KnowledgeMistake, ParsedKnowledge, Topic } from './knowledge.js';
import { joinParagraphs, withoutMarkdown } from './without-markdown.js';

const MAX_BYTES = 512 * 1024;
const MAX_TOPICS = 1_000;
const MAX_PHRASING_CHARS = 200;
const MAX_ANSWER_CHARS = 4_000;
/** Name of a place whose file gives none. */
export const UNNAMED = 'this place';

/** One heading and the text under it, while it is being read. */
interface Section {
  readonly question: string;
  readonly line: number;
  readonly alternatives: { text: string; line: number }[];
  readonly paragraphs: string[][];
}

/**
 * Reads a knowledge file: a first-level heading names the place, a second-level heading is a question, list items right
 * under it are other ways to ask it, the text after them is the answer. HTML comments are skipped.
 *
 * @returns The knowledge, or every mistake with its line. Never throws.
 */
export function parseKnowledge(markdown: string): ParsedKnowledge {
  if (Buffer.byteLength(markdown) > MAX_BYTES) return refuse(1, `the file is larger than ${MAX_BYTES / 1024} KiB`);
  const reader = new Reader();
  const lines = withoutComments(markdown).split(/\r?\n/);
  lines.forEach((line, i) => reader.read(line, i + 1));
  const { name, sections, mistakes } = reader;
  const topics = sections.map((section) => toTopic(section, mistakes));
  reportDuplicates(sections, mistakes);
  if (sections.length === 0 && mistakes.length === 0)
    return refuse(1, 'there is no question: a question begins with "## "');
  if (sections.length > MAX_TOPICS) mistakes.push({ line: 1, message: `there are more than ${MAX_TOPICS} questions` });
  if (mistakes.length > 0) return { ok: false, mistakes: mistakes.sort((a, b) => a.line - b.line) };
  return { ok: true, knowledge: { name: name ?? UNNAMED, topics } };
}

function refuse(line: number, message: string): ParsedKnowledge {
  return { ok: false, mistakes: [{ line, message }] };
}

/** Blanks comments but keeps their line ends, so that lines keep their numbers. */
function withoutComments(markdown: string): string {
  return markdown.replace(/^\uFEFF/, '').replace(/<!--[\s\S]*?(-->|$)/g, (comment) => comment.replace(/[^\n]/g, ''));
}

/** Takes the file line by line. */
class Reader {
  name: string | undefined;
  readonly sections: Section[] = [];
  readonly mistakes: KnowledgeMistake[] = [];

  read(raw: string, line: number): void {
    const heading = /^ {0,3}(#{1,6})(?![^ \t])/.exec(raw);
    if (heading) this.#heading(heading[1] as string, withoutMarkdown(headingText(raw, heading[0].length)), line);
    else this.#text(raw, line);
  }

  #heading(marks: string, text: string, line: number): void {
    if (marks.length > 2) return this.#mistake(line, `"${marks}" has no meaning here: questions begin with "## "`);
    if (text === '') return this.#mistake(line, 'the heading is empty');
    if (marks.length === 2) {
      this.sections.push({ question: text, line, alternatives: [], paragraphs: [[]] });
      return;
    }
    if (this.name !== undefined) return this.#mistake(line, 'the place has a name already: only one "# " heading');
    if (this.sections.length > 0) return this.#mistake(line, 'the name of the place stands above the questions');
    this.name = text;
  }

  /** Text between the name and the first question is for editors of the file, and is skipped. */
  #text(raw: string, line: number): void {
    const section = this.sections.at(-1);
    const text = raw.trim();
    if (!section) {
      if (text !== '' && this.name === undefined) this.#mistake(line, 'text stands before the first heading');
      return;
    }
    const item = /^(?:[-*+]|\d+[.)])\s+(.*)$/s.exec(text);
    const paragraph = section.paragraphs.at(-1) as string[];
    const inAnswer = section.paragraphs.length > 1 || paragraph.length > 0;
    if (item && !inAnswer) section.alternatives.push({ text: withoutMarkdown(item[1] as string), line });
    else if (item) section.paragraphs.push([item[1] as string]);
    else if (text === '') this.#endParagraph(section);
    else paragraph.push(text);
  }

  #endParagraph(section: Section): void {
    if ((section.paragraphs.at(-1) as string[]).length > 0) section.paragraphs.push([]);
  }

  #mistake(line: number, message: string): void {
    this.mistakes.push({ line, message });
  }
}

/** The text of a heading, without the marks that may close it (CommonMark 0.31 §4.2). */
function headingText(raw: string, from: number): string {
  const text = raw.slice(from).trim();
  const open = withoutEnds(text, '#', 'behind');
  return open === '' || /\s$/.test(open.slice(-1)) ? open.trim() : text;
}

function toTopic(section: Section, mistakes: KnowledgeMistake[]): Topic {
  const { question, line, alternatives } = section;
  const answer = joinParagraphs(section.paragraphs.map((lines) => lines.join(' ')));
  if (answer === '') mistakes.push({ line, message: `"${question}" has no answer` });
  if (answer.length > MAX_ANSWER_CHARS) {
    mistakes.push({ line, message: `the answer is longer than ${MAX_ANSWER_CHARS} characters` });
  }
  for (const { text, line } of [{ text: question, line: section.line }, ...alternatives]) {
    if (text.length > MAX_PHRASING_CHARS) {
      mistakes.push({ line, message: `the question is longer than ${MAX_PHRASING_CHARS} characters` });
    } else if (comparableWords(text).length === 0) {
      mistakes.push({ line, message: `"${text}" has no word that can be said` });
    }
  }
  return { question, phrasings: [question, ...alternatives.map(({ text }) => text)], answer, line };
}

/** The same question twice under one heading is harmless; under two, it is ambiguous which answer is meant. */
function reportDuplicates(sections: readonly Section[], mistakes: KnowledgeMistake[]): void {
  const seen = new Map<string, Section>();
  for (const section of sections) {
    for (const { text, line } of [{ text: section.question, line: section.line }, ...section.alternatives]) {
      const key = comparableWords(text).join(' ');
      const first = seen.get(key);
      if (!first) seen.set(key, section);
      else if (first !== section && key !== '') {
        mistakes.push({ line, message: `"${text}" is asked already under "${first.question}" (line ${first.line})` });
      }
    }
  }
}
