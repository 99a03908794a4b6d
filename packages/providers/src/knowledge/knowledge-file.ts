import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { unwatchFile, watchFile } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CodedError, TypedEmitter, silentLogger, type Events, type Logger } from '@visavis/core';
import type { Knowledge, KnowledgeMistake, ParsedKnowledge } from './knowledge.js';
import { parseInThread, readFolderInThread } from './parse-in-thread.js';
import { parseKnowledge } from './parse-knowledge.js';
import type { FolderReading } from './read-folder.js';

/** The knowledge that ships: about Visavis itself, and small talk. */
export const DEFAULT_KNOWLEDGE_PATH = fileURLToPath(new URL('../../knowledge/default.md', import.meta.url));

/** Polling is slower than the system's own notifications, but notices editors that replace the file. */
const WATCH_INTERVAL_MS = 1_000;
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * Events of a {@link KnowledgeFile}: `changed` after each reading without mistakes, `rejected` after each other one.
 */
export type KnowledgeFileEvents = {
  changed: { knowledge: Knowledge };
  /** The file has mistakes, or cannot be read; the version before stays in use. */
  rejected: { mistakes: readonly KnowledgeMistake[] };
};

/** Parses the text of a knowledge file. */
export type ParseKnowledge = (markdown: string) => ParsedKnowledge | Promise<ParsedKnowledge>;

/** What a knowledge file is opened with. */
export interface KnowledgeFileOptions {
  readonly logger?: Logger;
  /** Parses a file that has changed. Absent: a thread does. */
  readonly parse?: ParseKnowledge;
}

/** A knowledge file, or a folder of documents, that is read again whenever something in it changes. */
export class KnowledgeFile {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #parse: ParseKnowledge;
  readonly #events: TypedEmitter<KnowledgeFileEvents>;
  #current: Knowledge;
  #watched: readonly string[] = [];
  #reading: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(
    path: string,
    first: FolderReading,
    { logger = silentLogger, parse = parseInThread }: KnowledgeFileOptions,
  ) {
    this.#path = path;
    this.#logger = logger;
    this.#parse = parse;
    this.#current = knowledgeOf(path, first);
    this.#events = new TypedEmitter(logger);
    this.#watch(first.paths);
    for (const note of first.notes) logger.info(note);
  }

  /**
   * Reads and watches. The caller closes it.
   *
   * @throws {CodedError} `knowledge.invalid`, naming file, line and mistake, one line each.
   */
  static async open(path: string, options: KnowledgeFileOptions = {}): Promise<KnowledgeFile> {
    // No session is open yet that would wait for it.
    return new KnowledgeFile(path, await readKnowledge(path, parseKnowledge), options);
  }

  /** The last version without mistakes. */
  get current(): Knowledge {
    return this.#current;
  }

  get events(): Events<KnowledgeFileEvents> {
    return this.#events;
  }

  /** Reads the file now. Never throws: `rejected` and the log report what is wrong. */
  reload(): Promise<void> {
    return (this.#reading = this.#reading.then(() => this.#read()));
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#watch([]);
    this.#events.clear();
  }

  readonly #onChange = (): void => void this.reload();

  async #read(): Promise<void> {
    const reading = await readKnowledge(this.#path, this.#parse);
    if (this.#closed) return;
    const { parsed } = reading;
    this.#watch(reading.paths);
    if (parsed.ok) {
      this.#current = parsed.knowledge;
      this.#report(reading);
      this.#events.emit('changed', { knowledge: parsed.knowledge });
    } else {
      this.#logger.warn('knowledge has mistakes; the version before stays in use', {
        mistakes: describe(this.#path, parsed.mistakes),
      });
      this.#events.emit('rejected', { mistakes: parsed.mistakes });
    }
  }

  #watch(paths: readonly string[]): void {
    for (const path of this.#watched) if (!paths.includes(path)) unwatchFile(path, this.#onChange);
    for (const path of paths)
      if (!this.#watched.includes(path))
        watchFile(path, { interval: WATCH_INTERVAL_MS, persistent: false }, this.#onChange);
    this.#watched = paths;
  }

  #report({ parsed, notes }: FolderReading): void {
    if (!parsed.ok) return;
    const { topics, passages } = parsed.knowledge;
    this.#logger.info('knowledge read', {
      file: basename(this.#path),
      topics: topics.length,
      ...(passages && { passages: passages.length }),
    });
    for (const note of notes) this.#logger.info(note);
  }
}

async function readKnowledge(path: string, parse: ParseKnowledge): Promise<FolderReading> {
  const read = (parsed: ParsedKnowledge): FolderReading => ({ parsed, paths: [path], notes: [] });
  try {
    const about = await stat(path);
    if (about.isDirectory()) return await readFolderInThread(path);
    if (about.size > MAX_FILE_BYTES)
      return read({ ok: false, mistakes: [{ line: 1, message: 'the file is too large' }] });
    return read(await parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    return read({ ok: false, mistakes: [{ line: 1, message: `the file cannot be read (${reason})` }] });
  }
}

/** @throws {CodedError} `knowledge.invalid`. */
function knowledgeOf(path: string, { parsed }: FolderReading): Knowledge {
  if (!parsed.ok) throw new CodedError('knowledge.invalid', describe(path, parsed.mistakes));
  return parsed.knowledge;
}

function describe(path: string, mistakes: readonly KnowledgeMistake[]): string {
  return mistakes.map(({ file, line, message }) => `${file ?? basename(path)}:${line}: ${message}`).join('\n');
}
