import { WorkerHost, workerModule } from '@visavis/worker';
import type { ParsedKnowledge } from './knowledge.js';
import type { ParseCalls } from './parse-worker.js';
import type { FolderReading } from './read-folder.js';

/** The longest file takes a part of a second, on a machine that does much else some seconds. */
const FILE_DEADLINE_MS = 20_000;
/** A folder may hold hundreds of PDF files. */
const FOLDER_DEADLINE_MS = 300_000;

/**
 * Parses a knowledge file in a thread that lives as long as that takes: the media clock ticks meanwhile.
 *
 * @throws {CodedError} `worker.died`, when it takes too long.
 */
export const parseInThread = (markdown: string): Promise<ParsedKnowledge> =>
  inThread(FILE_DEADLINE_MS, (thread) => thread.call('parse', markdown));

/** Reads a folder of documents in such a thread. @throws {CodedError} `worker.died`, when it takes too long. */
export const readFolderInThread = (path: string): Promise<FolderReading> =>
  inThread(FOLDER_DEADLINE_MS, (thread) => thread.call('readFolder', path));

async function inThread<T>(deadlineMs: number, work: (thread: WorkerHost<ParseCalls>) => Promise<T>): Promise<T> {
  const thread = new WorkerHost<ParseCalls>(workerModule(import.meta.url, 'parse-worker'), {
    name: 'knowledge',
    deadlineMs,
  });
  try {
    return await work(thread);
  } finally {
    await thread.close();
  }
}
