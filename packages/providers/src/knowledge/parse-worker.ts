import { serveWorker } from '@visavis/worker';
import type { ParsedKnowledge } from './knowledge.js';
import { parseKnowledge } from './parse-knowledge.js';
import { readFolder, type FolderReading } from './read-folder.js';

/** Calls of the thread that reads knowledge. */
export type ParseCalls = {
  /** Takes the text of a knowledge file. */
  parse: { argument: string; result: ParsedKnowledge };
  /** Takes the path of a folder. */
  readFolder: { argument: string; result: FolderReading };
};

serveWorker<ParseCalls>({ parse: parseKnowledge, readFolder });
