import { CodedError, type Logger } from '@visavis/core';
import { workerModule } from '@visavis/worker';
import type { SpeechSegment } from '@visavis/sound';
import type { EngineInfo, SynthesisOptions, Synthesizer } from '@visavis/speech';
import { THIS_MACHINE } from '../destination.js';
import { Lane } from '../lane.js';
import { WorkerEngine } from '../worker-engine.js';
import { splitClauses } from './clauses.js';
import type { FliteCalls } from './flite-worker.js';
import { FLITE_VOICES, fliteVoice } from './voices.js';

/** Clauses that may wait for the voice, over all sessions; one more is refused. */
const MAX_WAITING = 256;

/** The embedded voice: flite in a thread of its own, shared by all sessions, one clause at a time. */
export class FliteSynthesizer extends WorkerEngine<FliteCalls> implements Synthesizer {
  readonly info: EngineInfo = { languages: ['en'], times: ['phones'], streams: true, data: THIS_MACHINE };
  readonly voices = FLITE_VOICES;
  readonly #lane = new Lane(MAX_WAITING);

  constructor(logger?: Logger) {
    super(workerModule(import.meta.url, 'flite-worker'), { name: 'voice', logger });
  }

  async *synthesize(text: string, options: SynthesisOptions): AsyncGenerator<SpeechSegment> {
    const { signal } = options;
    const voice = fliteVoice(options.voice);
    const clauses = splitClauses(text);
    for (const [i, clause] of clauses.entries()) {
      const argument = { text: clause, voice, endsSentence: i === clauses.length - 1 };
      const speech = await this.#lane.run(() => this.worker.call('speak', argument), signal);
      signal.throwIfAborted();
      if (speech.samples.length > 0) yield { ...speech, text: clause };
    }
  }

  /** How words are said, for whoever listens: CMU dictionary phones; words that are not said at all are missing. */
  pronounce(words: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (words.length === 0) return Promise.resolve(new Map());
    return this.worker.call('pronounce', words);
  }

  /** Idempotent. What is being made fails with `worker.died`. */
  override async close(): Promise<void> {
    this.#lane.close(new CodedError('worker.died', 'the voice was closed'));
    await super.close();
  }
}
