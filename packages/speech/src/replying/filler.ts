import type { Clock } from '@visavis/core';
import { languageOf } from '../languages/index.js';
import type { ReplyPart } from '../ports.js';
import type { Words } from './reply.js';

/** The last part of the wait is a timer of its own: a process that was busy handles what has come before it is over. */
const GRACE_MS = 100;

/** What the face says while its answer is long in coming. */
export interface Filler {
  /** Silence before it is said, ms. */
  readonly afterMs: number;
  /** BCP 47. */
  readonly language: string | undefined;
  readonly clock: Clock;
}

/** The words of a reply; the face says that it takes a moment where they are long in coming, whatever takes so long. Once. */
export function withFiller(words: Words, filler: Filler): Words {
  return (signal) => filled(words(signal), filler);
}

/** @returns What was said besides the filler in front: a model that reads its own fillers repeats them. */
export function withoutFiller(text: string, language: string | undefined): string {
  const { moment } = languageOf(language).notices;
  // The user spoke over it.
  if (text.length > moment.length / 2 && moment.startsWith(text)) return '';
  return text.startsWith(moment) ? text.slice(moment.length).trimStart() : text;
}

async function* filled(parts: AsyncIterable<ReplyPart>, filler: Filler): AsyncGenerator<ReplyPart> {
  const iterator = parts[Symbol.asyncIterator]();
  const patience = new Patience(filler);
  let ended = false;
  try {
    for (;;) {
      const next = iterator.next();
      // It may fail while the face says that it takes a moment.
      next.catch(() => undefined);
      // The end of the line ends the sentence, which is said at once.
      if (await patience.endsBefore(next))
        yield { type: 'text', text: `${languageOf(filler.language).notices.moment}\n` };
      const { value, done } = await next;
      if (done) {
        ended = true;
        return;
      }
      if (value.type === 'text') patience.close();
      yield value;
    }
  } finally {
    patience.close();
    if (!ended) iterator.return?.().catch(() => undefined);
  }
}

/** The time for which a face is silent without a word. */
class Patience {
  readonly #over: Promise<boolean>;
  #cancel: () => void;
  #closed = false;

  constructor({ afterMs, clock }: Filler) {
    let end = (): void => undefined;
    this.#over = new Promise((resolve) => (end = () => resolve(true)));
    this.#cancel = clock.after(Math.max(0, afterMs - GRACE_MS), () => {
      if (!this.#closed) this.#cancel = clock.after(GRACE_MS, end);
    });
  }

  /** Resolves with whether it ends before `work` settles; once. */
  async endsBefore(work: Promise<unknown>): Promise<boolean> {
    if (this.#closed) return false;
    const settled = (): boolean => false;
    const ends = await Promise.race([work.then(settled, settled), this.#over]);
    if (ends) this.close();
    return ends;
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#cancel();
  }
}
