import type { Logger } from '@visavis/core';
import type { Brain, ReplyPart, ReplyRequest } from '@visavis/speech';
import { workerModule } from '@visavis/worker';
import type { Knowledge } from '../knowledge/knowledge.js';
import { WorkerEngine } from '../worker-engine.js';
import type { BrainCalls } from './brain-worker.js';
import { KNOWLEDGE_BRAIN, labelOf } from './knowledge-brain.js';

/** An answer takes milliseconds; a thread that works on one for so long has met a text that it was not made for. */
const DEADLINE_MS = 5_000;

/**
 * The brain without a language model, in a thread of its own: a search takes as long as its question wants, and the media
 * clock ticks meanwhile.
 */
export class ScriptedBrain extends WorkerEngine<BrainCalls> implements Brain {
  readonly info = KNOWLEDGE_BRAIN.info;
  readonly sees = KNOWLEDGE_BRAIN.sees;
  readonly ignores = KNOWLEDGE_BRAIN.ignores;
  #knowledge: Knowledge;

  constructor(knowledge: Knowledge, logger?: Logger) {
    const module = workerModule(import.meta.url, 'brain-worker');
    super(module, { name: 'brain', logger, deadlineMs: DEADLINE_MS });
    this.#knowledge = knowledge;
  }

  get label(): string {
    return labelOf(this.#knowledge);
  }

  /** Takes effect with the next reply. @throws {CodedError} `worker.died`; the thread that follows learns it too. */
  async setKnowledge(knowledge: Knowledge): Promise<void> {
    this.#knowledge = knowledge;
    await this.worker.call('learn', knowledge);
  }

  async *reply(request: ReplyRequest, { signal }: { signal: AbortSignal }): AsyncGenerator<ReplyPart> {
    signal.throwIfAborted();
    await this.prepare();
    // It sees no pictures, and they are large.
    const parts = await this.worker.call('reply', { ...request, pictures: [] });
    signal.throwIfAborted();
    yield* parts;
  }

  protected override async warmUp(): Promise<void> {
    await this.worker.call('learn', this.#knowledge);
    await super.warmUp();
  }
}
