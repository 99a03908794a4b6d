import { lstat, readdir, readFile } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import type { KnowledgeMistake, ParsedKnowledge, Passage, Topic } from './knowledge.js';
import { passagesOf } from './document.js';
import { comparableWords } from './normalise.js';
import { parseKnowledge, UNNAMED } from './parse-knowledge.js';
import { pdfPages } from './pdf-pages.js';

const MAX_FILES = 1_000;
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
const MAX_PDF_BYTES = 50 * 1024 * 1024;
/** About 20 MB of text. */
const MAX_PASSAGES = 20_000;
const MAX_TOPICS = 1_000;
const TEXTS = new Set(['.md', '.markdown', '.txt']);
const PDF = '.pdf';

/** What was found in a folder. */
export interface FolderReading {
  readonly parsed: ParsedKnowledge;
  /** The files that were read, and the folders that hold them: absolute, to be watched. */
  readonly paths: readonly string[];
  /** What was read in another way than its author may have meant, one sentence each. */
  readonly notes: readonly string[];
}

/** What one file adds. */
interface Content {
  readonly name?: string;
  readonly topics: readonly Topic[];
  readonly passages: readonly Passage[];
  /** Why it is not a list of questions, where it could have been one. */
  readonly note?: string;
}

/**
 * Reads all Markdown, text and PDF files of a folder and of those in it, in the order of their names. A Markdown file in
 * the form of a knowledge file adds its questions; every other file is a document, and adds passages.
 *
 * @returns Everything, or the mistakes: a file that cannot be read at all. Never throws.
 */
export async function readFolder(folder: string): Promise<FolderReading> {
  const files = await filesOf(folder);
  const paths = [...new Set([folder, ...files.map((file) => join(file, '..')), ...files])];
  const mistakes: KnowledgeMistake[] = [];
  const notes: string[] = [];
  const contents: Content[] = [];
  if (files.length > MAX_FILES) mistakes.push({ line: 1, message: `the folder has more than ${MAX_FILES} files` });
  for (const path of mistakes.length === 0 ? files : []) {
    const file = relative(folder, path).split(sep).join('/');
    try {
      const content = await readDocument(path, file);
      contents.push(content);
      if (content.note !== undefined) notes.push(content.note);
    } catch (error) {
      mistakes.push({ file, line: 1, message: (error as Error).message });
    }
  }
  const topics = withoutDuplicates(
    contents.flatMap((content) => content.topics),
    notes,
  );
  const passages = contents.flatMap((content) => content.passages);
  if (topics.length + passages.length === 0 && mistakes.length === 0)
    mistakes.push({ line: 1, message: 'the folder has no Markdown, text or PDF file with text in it' });
  if (topics.length > MAX_TOPICS) mistakes.push({ line: 1, message: `there are more than ${MAX_TOPICS} questions` });
  if (passages.length > MAX_PASSAGES) mistakes.push({ line: 1, message: 'the documents have more than 20 MB of text' });
  if (mistakes.length > 0) return { parsed: { ok: false, mistakes }, paths, notes };
  const name = contents.find((content) => content.name !== undefined)?.name ?? basename(folder);
  return { parsed: { ok: true, knowledge: { name, topics, passages } }, paths, notes };
}

/** Hidden files and folders are left out, and links are not followed. */
async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names
    .filter((name) => TEXTS.has(kindOf(name)) || kindOf(name) === PDF)
    .filter((name) => !name.split(sep).some((part) => part.startsWith('.')))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(folder, name));
  const kinds = await Promise.all(paths.map((path) => lstat(path)));
  return paths.filter((_, i) => kinds[i]?.isFile());
}

const kindOf = (path: string): string => extname(path).toLowerCase();

async function readDocument(path: string, file: string): Promise<Content> {
  const isPdf = kindOf(path) === PDF;
  const { size } = await lstat(path);
  if (size > (isPdf ? MAX_PDF_BYTES : MAX_TEXT_BYTES)) throw new Error('the file is too large');
  if (isPdf) return ofPdf(await readFile(path), file);
  const text = await readFile(path, 'utf8');
  if (kindOf(path) === '.txt') return { topics: [], passages: passagesOf(file, text) };
  const parsed = parseKnowledge(text);
  if (parsed.ok) {
    const { name, topics } = parsed.knowledge;
    return { topics, passages: [], ...(name !== UNNAMED && { name }) };
  }
  const [mistake] = parsed.mistakes;
  const note = `${file} is read as a document, not as questions: line ${mistake?.line ?? 1}: ${mistake?.message ?? ''}`;
  return { topics: [], passages: passagesOf(file, text), note };
}

async function ofPdf(bytes: Uint8Array, file: string): Promise<Content> {
  const pages = await pdfPages(bytes);
  const passages = pages.flatMap((text, at) => passagesOf(`${file}, page ${at + 1}`, text));
  return { topics: [], passages, ...(passages.length === 0 && { note: `${file} has no text: it may be scanned` }) };
}

/** The same question in two files is answered as in the first. */
function withoutDuplicates(topics: readonly Topic[], notes: string[]): Topic[] {
  const asked = new Set<string>();
  return topics.flatMap((topic) => {
    const keyOf = (text: string): string => comparableWords(text).join(' ');
    const phrasings = topic.phrasings.filter((text) => !asked.has(keyOf(text)));
    for (const text of topic.phrasings)
      if (!phrasings.includes(text)) notes.push(`"${text}" is asked in two files: the first counts`);
    for (const text of phrasings) asked.add(keyOf(text));
    const [question] = phrasings;
    return question === undefined ? [] : { ...topic, question, phrasings };
  });
}
