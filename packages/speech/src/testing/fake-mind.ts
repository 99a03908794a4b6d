import type { SpeechSegment } from '@visavis/sound';
import type { Brain, ReplyPart, ReplyRequest, SynthesisOptions, Synthesizer } from '../ports.js';
import { FakeEngine } from './fake-engine.js';

/** One reply, in pieces. */
export type ScriptedReply = readonly (string | Error | ReplyPart)[];

/**
 * Answers with what it was told to, piece by piece; with `Yes.` when it was told nothing. `'hang'` waits until it is
 * aborted, `'ignore'` for ever; an `Error` is thrown, a part that is not text is given as it is.
 */
export class FakeBrain extends FakeEngine implements Brain {
  readonly label = 'script of a test';
  sees = false;
  ignores: Brain['ignores'] = [];
  readonly #replies: ScriptedReply[];
  readonly requests: ReplyRequest[] = [];
  /** Requests that were aborted before they had ended. */
  aborted = 0;

  constructor(replies: readonly ScriptedReply[] = []) {
    super();
    this.#replies = [...replies];
  }

  async *reply(request: ReplyRequest, { signal }: { signal: AbortSignal }): AsyncGenerator<ReplyPart, void, undefined> {
    this.requests.push(request);
    for (const piece of this.#replies.shift() ?? ['Yes.']) {
      if (piece instanceof Error) throw piece;
      if (piece === 'hang') await this.#untilAborted(signal);
      if (piece === 'ignore') await new Promise(() => undefined);
      signal.throwIfAborted();
      yield typeof piece === 'string' ? { type: 'text', text: piece } : piece;
    }
  }

  #untilAborted(signal: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        this.aborted++;
        reject(signal.reason as Error);
      });
    });
  }
}

/** Speaks every sentence in one second of sound. */
export class FakeSynthesizer extends FakeEngine implements Synthesizer {
  readonly voices = ['fake'];
  readonly spoken: string[] = [];
  /** The voice asked for, sentence by sentence. */
  readonly voicesAsked: (string | undefined)[] = [];
  /** The language of each sentence. */
  readonly languages: (string | undefined)[] = [];
  failure: Error | undefined;

  async *synthesize(
    text: string,
    { voice, language, signal }: SynthesisOptions,
  ): AsyncGenerator<SpeechSegment, void, undefined> {
    await Promise.resolve();
    signal.throwIfAborted();
    if (this.failure) throw this.failure;
    this.spoken.push(text);
    this.voicesAsked.push(voice);
    this.languages.push(language);
    yield { samples: new Int16Array(48_000).fill(5_000), text };
  }
}
