import { understood } from './listening/murmur.js';
import type { Brain, ReplyPart, ReplyRequest } from './ports.js';

/** An answer that was asked for before it was known that it is due. */
interface Guess {
  readonly key: string;
  readonly stopping: AbortController;
  readonly parts: AsyncIterator<ReplyPart>;
  /** The first part: no more is read before the answer is due. */
  readonly first: Promise<IteratorResult<ReplyPart>>;
}

/**
 * Asks a brain in the user's pause for what was understood so far. Where that turns out to be all, the answer has been on its
 * way since; otherwise it is dropped.
 */
export class Preemption {
  readonly #brain: Pick<Brain, 'reply' | 'acts'>;
  #guess: Guess | undefined;

  constructor(brain: Pick<Brain, 'reply' | 'acts'>) {
    this.#brain = brain;
  }

  /** Asks in advance, in place of an earlier guess. */
  guess(request: ReplyRequest): void {
    const key = keyOf(request);
    if (this.#brain.acts || this.#guess?.key === key) return;
    this.drop();
    const stopping = new AbortController();
    const parts = this.#brain.reply(request, { signal: stopping.signal })[Symbol.asyncIterator]();
    const first = parts.next();
    // A failure counts once the answer is due.
    first.catch(() => undefined);
    this.#guess = { key, stopping, parts, first };
  }

  /** More was understood than was guessed at. @param text What was understood of the utterance. */
  heard(text: string): void {
    if (this.#guess && !this.#guess.key.startsWith(headOf(text))) this.drop();
  }

  /** The answer that was asked for in advance, or another one where that was about something else, or failed. */
  async *reply(request: ReplyRequest, options: { signal: AbortSignal }): AsyncGenerator<ReplyPart> {
    const guess = this.#guess;
    if (guess?.key !== keyOf(request)) {
      this.drop();
      return yield* this.#brain.reply(request, options);
    }
    this.#guess = undefined;
    const { signal } = options;
    const stop = (): void => guess.stopping.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const first = await guess.first.catch(() => undefined);
      signal.throwIfAborted();
      if (!first) return yield* this.#brain.reply(request, options);
      for (let next = first; !next.done; next = await guess.parts.next()) yield next.value;
    } finally {
      signal.removeEventListener('abort', stop);
      end(guess);
    }
  }

  /** Drops the guess. Idempotent. */
  drop(): void {
    if (this.#guess) end(this.#guess);
    this.#guess = undefined;
  }
}

function end({ stopping, parts }: Guess): void {
  stopping.abort(new DOMException('The answer is not needed', 'AbortError'));
  parts.return?.().catch(() => undefined);
}

const headOf = (text: string): string => `${understood(text)}\n`;

/** The same for requests that ask the same; a final transcript may be written otherwise than the interim one. */
function keyOf({ history, pictures = [], ...settings }: ReplyRequest): string {
  const last = history.at(-1);
  const text = last && 'text' in last ? last.text : '';
  return headOf(text) + JSON.stringify([history.slice(0, -1), pictures.length, settings]);
}
