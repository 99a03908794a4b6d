import { systemClock, type Clock } from '@visavis/core';
import {
  PreparedEngine,
  type EngineInfo,
  type Expected,
  type RecognitionStream,
  type SpeechRecognizer,
} from '@visavis/speech';
import { THIS_MACHINE } from '../destination.js';
import type { Knowledge } from '../knowledge/knowledge.js';
import { DecoderPool } from './decoder-pool.js';
import { DecoderThread, type DecoderOptions } from './decoder-thread.js';
import { ExpectedGrammars } from './expected-grammars.js';
import { SoundSwallowerStream } from './sound-swallower-stream.js';

/** Decoders at most. A further one is loaded when more users than before speak at once. */
const MAX_DECODERS = 4;
/** Decoders that are kept once they are loaded. */
const KEPT_DECODERS = 2;
/** Time after which a further one is let go that no utterance holds, ms: it takes 58 MB. */
const LET_GO_AFTER_MS = 60_000;
/** Samples of a rehearsal that are written at once: half a second, in pieces as from a microphone. */
const REHEARSED_PIECE = 8_000;

export interface RecognizerOptions extends DecoderOptions {
  readonly knowledge: Knowledge;
  /** Speech that it recognises once while it is prepared: mono at `LISTEN_RATE_HZ`, −1…1. */
  readonly rehearsal?: () => Promise<Float32Array>;
  readonly clock?: Clock;
  /** Users who are understood while they speak; the sound of others waits. @defaultValue 4 */
  readonly maxDecoders?: number;
}

/**
 * The embedded recogniser: understands the questions of the knowledge, in English, while they are spoken, and marks
 * the parts it does not understand. Shared by all sessions: a session costs the sound of its utterance, and the decoders
 * are shared by a {@link DecoderPool}.
 */
export class SoundSwallowerRecognizer extends PreparedEngine implements SpeechRecognizer {
  readonly info: EngineInfo = { languages: ['en-US'], times: [], streams: true, data: THIS_MACHINE };
  readonly vocabulary = 'closed';
  readonly #options: Omit<RecognizerOptions, 'knowledge' | 'clock'>;
  readonly #clock: Clock;
  readonly #pool = new DecoderPool({ grow: () => this.#grow(), isDown: (decoder) => this.#down.has(decoder) });
  /** Decoders whose thread has died and is not yet replaced. */
  readonly #down = new Set<DecoderThread>();
  #grammars: ExpectedGrammars;
  #stopWaiting: () => void = () => undefined;

  constructor(options: RecognizerOptions) {
    super(options.logger);
    this.#options = options;
    this.#grammars = new ExpectedGrammars(options.knowledge);
    this.#clock = options.clock ?? systemClock;
    this.#pool.add(this.#newDecoder());
  }

  open({ tools = [] }: Expected = {}): RecognitionStream {
    return new SoundSwallowerStream(this.#pool, this.#grammars.with(tools), this.#clock);
  }

  /** Takes effect with each decoder's next utterance. @throws {CodedError} `worker.died`, `provider.failed`. */
  async setKnowledge(knowledge: Knowledge): Promise<void> {
    this.#grammars = new ExpectedGrammars(knowledge);
    await this.#configure();
  }

  /** Idempotent. Utterances under way fail with `worker.died`. */
  async close(): Promise<void> {
    this.#stopWaiting();
    await Promise.all(this.#pool.decoders.map((decoder) => decoder.close()));
  }

  protected async warmUp(): Promise<void> {
    await this.#configure();
    await this.#rehearse();
  }

  async #configure(): Promise<void> {
    await Promise.all(this.#pool.decoders.map((decoder) => decoder.configure(this.#grammars.plain)));
    this.#down.clear();
  }

  async #rehearse(): Promise<void> {
    const speech = await this.#options.rehearsal?.();
    if (!speech) return;
    const utterance = this.open();
    try {
      for (let at = 0; at < speech.length; at += REHEARSED_PIECE)
        utterance.write(speech.subarray(at, at + REHEARSED_PIECE));
      await utterance.finish();
    } finally {
      utterance.close();
    }
  }

  #newDecoder(): DecoderThread {
    const died = (reason: string): void => {
      this.#down.add(decoder);
      this.failed(reason);
    };
    const restored = (): void => {
      this.#down.delete(decoder);
      this.#pool.assign();
      if (this.#down.size === 0) this.worked();
    };
    const decoder = new DecoderThread({ died, restored }, this.#options);
    return decoder;
  }

  /** Loads a further decoder when all are in use and there may be one more. */
  #grow(): void {
    if (this.#pool.decoders.length >= (this.#options.maxDecoders ?? MAX_DECODERS)) return;
    const decoder = this.#newDecoder();
    // The grammar is first in the decoder's lane: the next utterance waits for it.
    decoder.configure(this.#grammars.plain).catch((error: unknown) => {
      this.#options.logger?.error('a further recogniser could not be loaded', { error });
      this.#pool.remove(decoder);
      this.#down.delete(decoder);
      void decoder.close();
    });
    this.#pool.add(decoder);
    this.#letGoLater();
  }

  #letGoLater(): void {
    this.#stopWaiting();
    if (this.#pool.decoders.length <= KEPT_DECODERS) return;
    this.#stopWaiting = this.#clock.after(LET_GO_AFTER_MS, () => {
      const decoder = this.#pool.takeFree();
      this.#letGoLater();
      void decoder?.close();
    });
  }
}
