import { CodedError, type Logger } from '@visavis/core';
import { Lane, workerModule } from '@visavis/worker';
import { LRUCache } from 'lru-cache';
import { PLAYOUT_RATE_HZ, type SpeechSegment, type TimedWord } from '@visavis/sound';
import { splitClauses, type EngineInfo, type SynthesisOptions, type Synthesizer } from '@visavis/speech';
import { THIS_MACHINE } from '../destination.js';
import type { StartThread } from '../engine-thread.js';
import { WorkerEngine } from '../worker-engine.js';
import type { FinishedSpeech } from './finish.js';
import type { FliteCalls } from './flite-worker.js';
import { FLITE_VOICES, fliteVoice } from './voices.js';

/** Clauses that may wait for the voice, over all sessions; a further one is rejected. */
const MAX_WAITING = 256;

/** Sound of clauses kept for those who hear the same again, bytes: five minutes of speech. */
const REMEMBERED_BYTES = 32 * 1024 * 1024;
/** What an entry takes beside its sound, bytes: its text, and the times of its sounds and words. */
const ENTRY_BYTES = 4096;

/** What is said once while the voice is prepared: words that embedded ears understand with any knowledge. */
export const REHEARSAL = 'Hello, can you tell me more about that? Okay, thank you, goodbye.';

interface SpokenClause {
  readonly speech: FinishedSpeech;
  /** Times in the clause. */
  readonly words: readonly TimedWord[];
}

/** The embedded voice: flite in a thread of its own, shared by all sessions, one clause at a time. */
export class FliteSynthesizer extends WorkerEngine<FliteCalls> implements Synthesizer {
  readonly info: EngineInfo = { languages: ['en'], times: ['phones', 'words'], streams: true, data: THIS_MACHINE };
  readonly voices = FLITE_VOICES;
  readonly #lane = new Lane(MAX_WAITING);
  /** Clauses by the request that the thread receives for them. Greetings and known answers are spoken again and again. */
  readonly #remembered = new LRUCache<string, SpokenClause>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: ({ speech }) => speech.samples.byteLength + ENTRY_BYTES,
  });

  constructor(logger?: Logger, start?: StartThread) {
    super(workerModule(import.meta.url, 'flite-worker'), { name: 'voice', logger }, start);
  }

  async *synthesize(text: string, options: SynthesisOptions): AsyncGenerator<SpeechSegment> {
    const { signal } = options;
    const voice = fliteVoice(options.voice);
    const clauses = splitClauses(text);
    let end = 0;
    for (const [i, clause] of clauses.entries()) {
      signal.throwIfAborted();
      const argument = { text: clause, voice, endsSentence: i === clauses.length - 1 };
      const at = text.indexOf(clause, end);
      end = at + clause.length;
      const key = JSON.stringify(argument);
      const known = this.#remembered.get(key);
      const speech = known?.speech ?? (await this.#lane.run(() => this.worker.call('speak', argument), signal));
      signal.throwIfAborted();
      if (speech.samples.length === 0) continue;
      yield { ...speech, text: clause };
      // They follow the sound, which does not wait for them.
      const words = known?.words ?? (await this.#wordsOf(clause, speech, signal));
      if (!known) this.#remembered.set(key, { speech, words });
      signal.throwIfAborted();
      yield timesOf(words, at, speech);
    }
  }

  /** Speaks once, so that its code is compiled before the first user listens. */
  protected override async warmUp(): Promise<void> {
    await super.warmUp();
    const { signal } = new AbortController();
    for await (const segment of this.synthesize(REHEARSAL, { signal })) void segment;
  }

  #wordsOf(text: string, { phones }: FinishedSpeech, signal: AbortSignal): Promise<TimedWord[]> {
    return this.#lane.run(() => this.worker.call('words', { text, phones }), signal);
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

/** @returns A segment without sound: the times of a clause's words, counted from its end. @param at Of the clause in the text. */
function timesOf(words: readonly TimedWord[], at: number, { samples }: FinishedSpeech): SpeechSegment {
  const durationMs = (samples.length * 1000) / PLAYOUT_RATE_HZ;
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
