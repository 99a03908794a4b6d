import type { Logger } from '@visavis/core';
import { RESTART_AFTER_MS, WorkerHost, workerModule } from '@visavis/worker';
import type { FactVector, KnowledgeVectors } from '../embeddings/knowledge-vectors.js';
import { factsOf, type Fact, type Knowledge } from './knowledge.js';
import type { FactCalls } from './fact-worker.js';

/** A search takes milliseconds, and the index of the longest knowledge a part of a second. */
const DEADLINE_MS = 2_000;

/**
 * Finds the facts that fit questions among much knowledge, in a thread of its own: a search takes as long as its question
 * wants, and the media clock ticks meanwhile. The thread starts when it is first needed.
 */
export class FactFinder {
  readonly #logger: Logger;
  readonly #vectors: KnowledgeVectors | undefined;
  /** Whether some facts can be found by their meaning: before, the vector of a question would be of no use. */
  #hasVectors = false;
  #following = new AbortController();
  #worker: WorkerHost<FactCalls> | undefined;
  #learned: Knowledge | undefined;
  #closed = false;

  /** @param vectors Finds by meaning as well as by words. @defaultValue words alone */
  constructor(logger: Logger, vectors?: KnowledgeVectors) {
    this.#logger = logger;
    this.#vectors = vectors;
  }

  /** Makes the index of this knowledge, so that the first question does not wait for it. Idempotent. */
  prepare(knowledge: Knowledge): void {
    if (this.#closed || this.#learned === knowledge) return;
    this.#learned = knowledge;
    this.#worker ??= this.#start();
    this.#learn(this.#worker);
  }

  /**
   * @returns The facts of this knowledge that fit, those of the first question first; none where the search fails. Never
   *   rejects.
   */
  async nearest(knowledge: Knowledge, questions: readonly string[]): Promise<readonly Fact[]> {
    this.prepare(knowledge);
    try {
      const vectors = this.#hasVectors ? ((await this.#vectors?.ofQuestions(questions)) ?? []) : [];
      const found = (await this.#worker?.call('find', { questions, vectors })) ?? [];
      const facts = factsOf(knowledge);
      return found.map((at) => facts[at] as Fact);
    } catch (error) {
      this.#logger.warn('the facts for a question cannot be looked up: the first ones are sent', { error });
      return [];
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#following.abort();
    await this.#worker?.close();
  }

  #start(): WorkerHost<FactCalls> {
    const worker = new WorkerHost<FactCalls>(workerModule(import.meta.url, 'fact-worker'), {
      name: 'facts',
      logger: this.#logger,
      deadlineMs: DEADLINE_MS,
      restartAfterMs: RESTART_AFTER_MS,
    });
    worker.events.on('restarted', () => this.#learn(worker));
    return worker;
  }

  #learn(worker: WorkerHost<FactCalls>): void {
    const knowledge = this.#learned;
    if (!knowledge) return;
    this.#following.abort();
    this.#following = new AbortController();
    this.#hasVectors = false;
    // A thread that died meanwhile learns it after its restart.
    worker.call('learn', knowledge).catch(() => undefined);
    const receive = (vectors: readonly FactVector[]): void => {
      this.#hasVectors = true;
      worker.call('addVectors', vectors).catch(() => undefined);
    };
    this.#vectors?.follow(knowledge, receive, this.#following.signal);
  }
}
