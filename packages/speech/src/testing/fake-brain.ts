import type { Brain, ReplyPart, ReplyRequest } from '../ports.js';
import { FakeEngine } from './fake-engine.js';

/** One reply, in pieces. */
export type ScriptedReply = readonly (string | Error | ReplyPart | (() => Promise<void>))[];

/**
 * Answers with scripted replies, piece by piece; with `Yes.` when the script is over. `'hang'` waits until it is
 * aborted, `'ignore'` for ever; an `Error` is thrown, a function waited for, a part that is not text yielded as it is.
 */
export class FakeBrain extends FakeEngine implements Brain {
  readonly label: string = 'script of a test';
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
      if (typeof piece === 'function') await piece();
      signal.throwIfAborted();
      if (typeof piece === 'function') continue;
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
