import { serveWorker } from '@visavis/worker';
import type { ParsedKnowledge } from './knowledge.js';
import { parseKnowledge } from './parse-knowledge.js';

/** Calls of the thread that reads a knowledge file's text. */
export type ParseCalls = {
  parse: { argument: string; result: ParsedKnowledge };
};

serveWorker<ParseCalls>({ parse: parseKnowledge });
