import { join } from 'node:path';
import { silentLogger, systemClock, type Clock, type Logger } from '@visavis/core';
import type { DataDestination } from '@visavis/speech';
import { factsOf, textOf, type Knowledge } from '../knowledge/knowledge.js';
import { EmbeddingService, type EmbeddingOptions } from './embedding-service.js';
import { hashOf, VectorFile } from './vector-file.js';

/** The endpoint, and where the vectors are kept. */
export interface KnowledgeVectorsOptions extends EmbeddingOptions {
  /** Folder of what outlives the process. */
  readonly dataDir: string;
  readonly logger?: Logger;
}

/** The vector of a fact, by its position among the facts. */
export interface FactVector {
  readonly position: number;
  readonly vector: Float32Array;
}

/** Facts of one request. */
const BATCH = 64;
/** Models read no more of a text. */
const MAX_CHARS = 8_000;
/** In the background. */
const BATCH_LIMIT_MS = 60_000;
const RETRY_MS = 60_000;
/** An answer waits so long for the vector of its question, and is then searched by the words alone, ms. */
const QUESTION_LIMIT_MS = 500;
/** Length of a question; the rest of a longer one is not needed to find facts. */
const MAX_QUESTION_CHARS = 500;
/** Questions whose vectors are kept: the one before is searched for again. */
const KEPT_QUESTIONS = 8;

/**
 * The vectors of what a face knows, and of what it is asked. Those of facts are made once, in the background, and kept in
 * the data folder by the content of the fact and the model. Shared by the minds of one server.
 */
export class KnowledgeVectors {
  readonly #service: EmbeddingService;
  readonly #file: VectorFile;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #questions = new Map<string, Float32Array>();
  /** The run that goes on: those behind it find its vectors in the file. */
  #running: Promise<void> = Promise.resolve();
  #isAway = false;

  constructor({ dataDir, logger = silentLogger, clock = systemClock, ...service }: KnowledgeVectorsOptions) {
    this.#service = new EmbeddingService({ ...service, clock });
    this.#file = new VectorFile(join(dataDir, 'embeddings', `${hashOf(this.#service.space).slice(0, 32)}.vectors`));
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Where facts and questions go. */
  get data(): DataDestination {
    return this.#service.data;
  }

  /** Sends the vectors of all facts to `receive`, as they are read and made, until the signal ends it. Never throws. */
  follow(knowledge: Knowledge, receive: (vectors: readonly FactVector[]) => void, signal: AbortSignal): void {
    this.#running = this.#running
      .then(() => this.#make(knowledge, receive, signal))
      .catch((error: unknown) => {
        if (!signal.aborted) this.#logger.error('the vectors of the knowledge cannot be kept', { error });
      });
  }

  /** @returns The vector of each question; `undefined` for all where the endpoint does not send them in time. Never rejects. */
  async ofQuestions(questions: readonly string[]): Promise<readonly (Float32Array | undefined)[]> {
    const asked = questions.map((question) => question.slice(-MAX_QUESTION_CHARS));
    const missing = [...new Set(asked)].filter((question) => question.trim() !== '' && !this.#questions.has(question));
    if (missing.length > 0) await this.#ask(missing);
    return asked.map((question) => this.#questions.get(question));
  }

  async #ask(questions: readonly string[]): Promise<void> {
    try {
      const { signal } = new AbortController();
      const vectors = await this.#service.embed(questions, { withinMs: QUESTION_LIMIT_MS, signal });
      for (const [i, question] of questions.entries()) this.#questions.set(question, vectors[i] as Float32Array);
      const old = [...this.#questions.keys()].slice(0, -KEPT_QUESTIONS);
      for (const question of old) this.#questions.delete(question);
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway) this.#warn('questions are searched for by their words', error);
      this.#isAway = true;
    }
  }

  async #make(
    knowledge: Knowledge,
    receive: (vectors: readonly FactVector[]) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const kept = await this.#file.read();
    const facts = factsOf(knowledge).map((fact, position) => {
      const text = textOf(fact).slice(0, MAX_CHARS);
      return { position, text, hash: hashOf(text) };
    });
    const known = facts.flatMap(({ position, hash }) => {
      const vector = kept.get(hash);
      return vector ? [{ position, vector }] : [];
    });
    if (!signal.aborted && known.length > 0) receive(known);
    const missing = facts.filter(({ hash }) => !kept.has(hash));
    for (let at = 0; at < missing.length && !signal.aborted; at += BATCH) {
      const batch = missing.slice(at, at + BATCH);
      const vectors = await this.#madeOf(
        batch.map(({ text }) => text),
        signal,
      );
      if (!vectors) return;
      const made = batch.map(({ position }, i) => ({ position, vector: vectors[i] as Float32Array }));
      const entries = batch.map(({ hash }, i): [string, Float32Array] => [hash, vectors[i] as Float32Array]);
      await this.#file.append(new Map(entries));
      if (!signal.aborted) receive(made);
    }
    if (!signal.aborted) await this.#forgetUnused(new Set(facts.map(({ hash }) => hash)));
  }

  /** @returns The vectors, however long the endpoint is away; `undefined` once aborted. */
  async #madeOf(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[] | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#service.embed(texts, { withinMs: BATCH_LIMIT_MS, signal });
      } catch (error) {
        if (signal.aborted) return undefined;
        if (attempt === 1) this.#warn('the knowledge is searched by its words meanwhile', error);
        await this.#pause(signal);
        if (signal.aborted) return undefined;
      }
    }
  }

  /** What is not known any more is not kept. */
  async #forgetUnused(used: ReadonlySet<string>): Promise<void> {
    const kept = await this.#file.read();
    const left = new Map([...kept].filter(([hash]) => used.has(hash)));
    if (left.size < kept.size) await this.#file.replace(left);
  }

  #pause(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#clock.after(RETRY_MS, end);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  #warn(what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#logger.warn(`no embeddings: ${what}`, { reason });
  }
}
