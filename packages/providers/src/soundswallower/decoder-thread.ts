import { CodedError, type Logger } from '@visavis/core';
import { RESTART_AFTER_MS, WorkerHost, workerModule } from '@visavis/worker';
import { Lane } from '../lane.js';
import type { BigramModel } from './bigram-model.js';
import type { RecognizerCalls } from './recognizer-worker.js';

/** Looks up how words are said: CMU dictionary phones by word. */
export type Pronounce = (words: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Changes of the grammar that may wait for the utterance at work; a further one is rejected. */
const MAX_WAITING = 64;

/** Changes in the life of a decoder's thread. */
export interface DecoderLife {
  died(reason: string): void;
  /** Another thread has taken its place and has the grammar. */
  restored(): void;
}

export type DecoderCalls = Pick<WorkerHost<RecognizerCalls>, 'call'>;

/** One decoder in a thread of its own. Utterances and changes of the grammar take it in turn. */
export class DecoderThread {
  readonly #worker: WorkerHost<RecognizerCalls>;
  readonly #lane = new Lane(MAX_WAITING);
  /** Sets the latest grammar again: a new thread has none. */
  #reconfigure: (() => Promise<void>) | undefined;

  constructor({ died, restored }: DecoderLife, logger: Logger | undefined) {
    this.#worker = new WorkerHost(workerModule(import.meta.url, 'recognizer-worker'), {
      name: 'recognizer',
      logger,
      restartAfterMs: RESTART_AFTER_MS,
    });
    this.#worker.events.on('died', ({ reason }) => died(reason));
    this.#worker.events.on('restarted', () => {
      this.#reconfigure?.().then(restored, (error: unknown) => {
        logger?.error('recogniser cannot be set up again', { error });
      });
    });
  }

  /** Runs `job` with exclusive use of the decoder. @throws The signal's reason while waiting; the error of `job`. */
  lease<T>(job: (decoder: DecoderCalls) => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#lane.run(() => job(this.#worker), signal);
  }

  /** Sets `model` as the grammar from the next utterance on. Words without a pronunciation are left out. */
  configure(model: BigramModel, pronounce: Pronounce): Promise<void> {
    this.#reconfigure = () => this.configure(model, pronounce);
    return this.lease(async (decoder) => {
      const missing = await decoder.call('missing', model.words);
      const pronunciations = await pronounce(missing);
      const mute = new Set(missing.filter((word) => !pronunciations.has(word)));
      await decoder.call('configure', { model: without(model, mute), pronunciations });
    }, new AbortController().signal);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#lane.close(new CodedError('worker.died', 'the recogniser was closed'));
    await this.#worker.close();
  }
}

function without(model: BigramModel, mute: ReadonlySet<string>): BigramModel {
  if (mute.size === 0) return model;
  const keep = <T>(map: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...map].filter(([word]) => !mute.has(word)));
  return {
    words: model.words.filter((word) => !mute.has(word)),
    unigram: keep(model.unigram),
    bigram: new Map([...keep(model.bigram)].map(([history, next]) => [history, keep(next)])),
    backoff: keep(model.backoff),
  };
}
