import { CodedError, type Logger } from '@visavis/core';
import { workerModule } from '@visavis/worker';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import type { EngineInfo, SynthesisOptions, Synthesizer } from '@visavis/speech';
import { THIS_MACHINE } from '../destination.js';
import type { StartThread } from '../engine-thread.js';
import { Lane } from '../lane.js';
import { WorkerEngine } from '../worker-engine.js';
import { splitClauses } from './clauses.js';
import type { FinishedSpeech } from './finish.js';
import type { FliteCalls } from './flite-worker.js';
import { FLITE_VOICES, fliteVoice } from './voices.js';

/** Clauses that may wait for the voice, over all sessions; a further one is rejected. */
const MAX_WAITING = 256;

interface SpokenClause {
  /** Index of the clause in the sentence. */
  readonly at: number;
  readonly speech: FinishedSpeech;
  readonly signal: AbortSignal;
}

/** The embedded voice: flite in a thread of its own, shared by all sessions, one clause at a time. */
export class FliteSynthesizer extends WorkerEngine<FliteCalls> implements Synthesizer {
  readonly info: EngineInfo = { languages: ['en'], times: ['phones', 'words'], streams: true, data: THIS_MACHINE };
  readonly voices = FLITE_VOICES;
  readonly #lane = new Lane(MAX_WAITING);

  constructor(logger?: Logger, start?: StartThread) {
    super(workerModule(import.meta.url, 'flite-worker'), { name: 'voice', logger }, start);
  }

  async *synthesize(text: string, options: SynthesisOptions): AsyncGenerator<SpeechSegment> {
    const { signal } = options;
    const voice = fliteVoice(options.voice);
    const clauses = splitClauses(text);
    let end = 0;
    for (const [i, clause] of clauses.entries()) {
      const argument = { text: clause, voice, endsSentence: i === clauses.length - 1 };
      const speech = await this.#lane.run(() => this.worker.call('speak', argument), signal);
      signal.throwIfAborted();
      const at = text.indexOf(clause, end);
      end = at + clause.length;
      if (speech.samples.length === 0) continue;
      yield { ...speech, text: clause };
      yield await this.#timesOf(clause, { at, speech, signal });
    }
  }

  /** The segment with the times of the words. It follows the sound, which does not wait for it. */
  async #timesOf(clause: string, { at, speech, signal }: SpokenClause): Promise<SpeechSegment> {
    const argument = { text: clause, phones: speech.phones };
    const words = await this.#lane.run(() => this.worker.call('words', argument), signal);
    const durationMs = (speech.samples.length * 1000) / PLAYOUT_RATE_HZ;
    return {
      samples: new Int16Array(0),
      text: '',
      words: words.map(({ from, to, startMs, endMs }) => ({
        from: at + from,
        to: at + to,
        startMs: startMs - durationMs,
        endMs: endMs - durationMs,
      })),
    };
  }

  /** Pronunciations of words for a recogniser, in CMU dictionary phones; words that are not said at all are missing. */
  pronounce(words: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (words.length === 0) return Promise.resolve(new Map());
    return this.worker.call('pronounce', words);
  }

  /** Idempotent. Synthesis under way fails with `worker.died`. */
  override async close(): Promise<void> {
    this.#lane.close(new CodedError('worker.died', 'the voice was closed'));
    await super.close();
  }
}
