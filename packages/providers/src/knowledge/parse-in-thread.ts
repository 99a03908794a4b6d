import { WorkerHost, workerModule } from '@visavis/worker';
import type { ParsedKnowledge } from './knowledge.js';
import type { ParseCalls } from './parse-worker.js';

/** The longest file takes a part of a second, on a machine that does much else some seconds. */
const DEADLINE_MS = 20_000;

/**
 * Parses a knowledge file in a thread that lives as long as that takes: the media clock ticks meanwhile.
 *
 * @throws {CodedError} `worker.died`, when it takes too long.
 */
export async function parseInThread(markdown: string): Promise<ParsedKnowledge> {
  const thread = new WorkerHost<ParseCalls>(workerModule(import.meta.url, 'parse-worker'), {
    name: 'knowledge',
    deadlineMs: DEADLINE_MS,
  });
  try {
    return await thread.call('parse', markdown);
  } finally {
    await thread.close();
  }
}
