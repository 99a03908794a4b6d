import { CodedError, type Logger } from '@visavis/core';
import { Lane, workerModule } from '@visavis/worker';
import { startThread, type EngineThread, type StartThread } from '../engine-thread.js';
import type { ExpectedGrammar } from './expected-grammars.js';
import type { RecognizerCalls } from './recognizer-worker.js';

/** Looks up how words are said: CMU dictionary phones by word. */
export type Pronounce = (words: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Changes of the grammar that may wait for the utterance at work; a further one is rejected. */
const MAX_WAITING = 64;

/**
 * Words that a decoder's dictionary may learn, which never forgets one: more than any knowledge holds, and a bound on
 * what the tools of all clients add.
 */
const MAX_LEARNED = 5_000;

/** Changes in the life of a decoder's thread. */
export interface DecoderLife {
  died(reason: string): void;
  /** Another thread has taken its place and has the grammar. */
  restored(): void;
}

/** What a decoder needs besides its grammar. */
export interface DecoderOptions {
  readonly pronounce: Pronounce;
  readonly logger?: Logger;
  readonly start?: StartThread;
}

export type DecoderCalls = Pick<EngineThread<RecognizerCalls>, 'call'>;

/** The use of a decoder by an utterance. */
export interface DecoderLease {
  /** The grammar that the utterance is decoded with. Words without a pronunciation are left out of it. */
  readonly grammar: ExpectedGrammar;
  /** Aborts when the utterance is given up; while it waits for a decoder, it fails with the signal's reason. */
  readonly signal: AbortSignal;
}

const NO_JOB = (): Promise<void> => Promise.resolve();
const FOR_EVER = new AbortController().signal;

/** One decoder in a thread of its own. Utterances take it in turn, and find it set to their grammar. */
export class DecoderThread {
  readonly #worker: EngineThread<RecognizerCalls>;
  readonly #pronounce: Pronounce;
  readonly #lane = new Lane(MAX_WAITING);
  /** The grammar that was last asked for: a new thread has none, and receives it again. */
  #wanted: ExpectedGrammar | undefined;
  /** The grammar that the decoder has. */
  #grammar: ExpectedGrammar | undefined;
  /** What all users may say, as the thread knows it. */
  #known: readonly string[] | undefined;
  /** Words added to its dictionary. */
  #learned = 0;

  constructor({ died, restored }: DecoderLife, { pronounce, logger, start = startThread }: DecoderOptions) {
    this.#pronounce = pronounce;
    this.#worker = start(workerModule(import.meta.url, 'recognizer-worker'), { name: 'recognizer', logger });
    this.#worker.events.on('died', ({ reason }) => died(reason));
    this.#worker.events.on('restarted', () => {
      this.#grammar = this.#known = undefined;
      this.#learned = 0;
      if (!this.#wanted) return;
      this.configure(this.#wanted).then(restored, (error: unknown) => {
        logger?.error('recogniser cannot be set up again', { error });
      });
    });
  }

  /** Runs `job` with exclusive use of the decoder. @throws The signal's reason while waiting; the error of `job`. */
  lease<T>(job: (decoder: DecoderCalls) => Promise<T>, { grammar, signal }: DecoderLease): Promise<T> {
    return this.#lane.run(async () => {
      await this.#take(grammar);
      return job(this.#worker);
    }, signal);
  }

  /** Sets the grammar before the first utterance needs it. */
  configure(grammar: ExpectedGrammar): Promise<void> {
    return this.lease(NO_JOB, { grammar, signal: FOR_EVER });
  }

  async #take(grammar: ExpectedGrammar): Promise<void> {
    if (this.#grammar === grammar) return;
    this.#wanted = grammar;
    const { known, tools } = grammar;
    if (this.#known !== known) await this.#worker.call('learn', known);
    this.#known = known;
    const missing = await this.#worker.call('prepare', tools);
    const pronunciations = await this.#pronounce(missing.slice(0, MAX_LEARNED - this.#learned));
    this.#learned += pronunciations.size;
    await this.#worker.call('configure', pronunciations);
    this.#grammar = grammar;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#lane.close(new CodedError('worker.died', 'the recogniser was closed'));
    await this.#worker.close();
  }
}
