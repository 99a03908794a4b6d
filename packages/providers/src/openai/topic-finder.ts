import type { Logger } from '@visavis/core';
import { RESTART_AFTER_MS, WorkerHost, workerModule } from '@visavis/worker';
import type { Knowledge, Topic } from '../knowledge/knowledge.js';
import type { TopicCalls } from './topic-worker.js';

/** A search takes milliseconds, and the index of the longest knowledge a part of a second. */
const DEADLINE_MS = 2_000;

/**
 * Finds the topics that fit questions among much knowledge, in a thread of its own: a search takes as long as its question
 * wants, and the media clock ticks meanwhile. The thread starts when it is first needed.
 */
export class TopicFinder {
  readonly #logger: Logger;
  #worker: WorkerHost<TopicCalls> | undefined;
  #learned: Knowledge | undefined;
  #closed = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Makes the index of this knowledge, so that the first question does not wait for it. Idempotent. */
  prepare(knowledge: Knowledge): void {
    if (this.#closed || this.#learned === knowledge) return;
    this.#learned = knowledge;
    this.#worker ??= this.#start();
    this.#learn(this.#worker);
  }

  /**
   * @returns The topics of this knowledge that fit, those of the first question first; none where the search fails. Never
   *   rejects.
   */
  async nearest(knowledge: Knowledge, questions: readonly string[]): Promise<readonly Topic[]> {
    this.prepare(knowledge);
    try {
      const found = (await this.#worker?.call('find', questions)) ?? [];
      return found.map((at) => knowledge.topics[at] as Topic);
    } catch (error) {
      this.#logger.warn('the topics of a question cannot be looked up: the first ones are sent', { error });
      return [];
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.close();
  }

  #start(): WorkerHost<TopicCalls> {
    const worker = new WorkerHost<TopicCalls>(workerModule(import.meta.url, 'topic-worker'), {
      name: 'topics',
      logger: this.#logger,
      deadlineMs: DEADLINE_MS,
      restartAfterMs: RESTART_AFTER_MS,
    });
    worker.events.on('restarted', () => this.#learn(worker));
    return worker;
  }

  #learn(worker: WorkerHost<TopicCalls>): void {
    // A thread that died meanwhile learns it after its restart.
    if (this.#learned) worker.call('learn', this.#learned).catch(() => undefined);
  }
}
