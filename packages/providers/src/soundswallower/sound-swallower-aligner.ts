import { CodedError, systemClock, type Logger } from '@visavis/core';
import type { Aligner, AlignmentOptions, AlignmentStream, EngineInfo } from '@visavis/speech';
import { Lane, workerModule } from '@visavis/worker';
import { THIS_MACHINE } from '../destination.js';
import { WorkerEngine } from '../worker-engine.js';
import type { AlignmentCalls } from './alignment-worker.js';
import { writtenWordsOf } from './alignment-words.js';
import type { ModelName } from './model-language.js';
import { WindowedAlignment, type FindPhones } from './windowed-alignment.js';

/** Windows that may wait, over all sessions: those of a further one would come too late. */
const MAX_WAITING = 32;

/**
 * The embedded aligner, in a thread of its own: text known, it aligns the text with the sound; unknown, it recognises
 * single sounds. English and French; for another language the sounds of English are recognised, without the text.
 */
export class SoundSwallowerAligner extends WorkerEngine<AlignmentCalls> implements Aligner {
  readonly info: EngineInfo = { languages: ['en', 'fr'], times: ['phones'], streams: true, data: THIS_MACHINE };
  readonly #lane = new Lane(MAX_WAITING);
  readonly #logger: Logger | undefined;

  constructor(logger?: Logger) {
    super(workerModule(import.meta.url, 'alignment-worker'), { name: 'aligner', logger });
    this.#logger = logger;
  }

  /** Loads the model first, where it is not prepared: phones of what sounds before that are not found. */
  open({ text, language = 'en' }: AlignmentOptions = {}): AlignmentStream {
    this.prepare().catch((error: unknown) => this.#logger?.warn('the aligner cannot be prepared', { error }));
    const [spoken = ''] = language.toLowerCase().split('-');
    const model: ModelName = spoken === 'fr' ? 'fr-fr' : 'en-us';
    const words = text === undefined || !['en', 'fr'].includes(spoken) ? undefined : writtenWordsOf(text);
    const find: FindPhones = async ({ signal, ...window }) => {
      try {
        return await this.#lane.run(() => this.worker.call('find', { model, ...window }), signal);
      } catch (error) {
        if (!signal.aborted) this.#logger?.warn('speech is not aligned', { error });
        throw error;
      }
    };
    return new WindowedAlignment(words, find, systemClock);
  }

  /** Idempotent. */
  override async close(): Promise<void> {
    this.#lane.close(new CodedError('worker.died', 'the aligner was closed'));
    await super.close();
  }
}
