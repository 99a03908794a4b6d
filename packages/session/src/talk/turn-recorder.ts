import type { Dialogue } from '@visavis/speech';
import type { TurnEntry } from '../journal.js';

/** A reply that is being written or said. */
interface Running {
  readonly turnId: string;
  readonly user: string;
  heard: string;
  toolCalls: number;
  stagesMs: Readonly<Record<string, number>>;
}

/** Records each turn of a conversation when its reply is over. */
export class TurnRecorder {
  readonly #conversation: Pick<Dialogue, 'history' | 'events'>;
  readonly #record: (turn: TurnEntry) => void;
  /** Ids of the history's items when the latest reply began: what the user said after those belongs to the next. */
  #known: ReadonlySet<string> = new Set();
  #running: Running | undefined;

  constructor(conversation: Pick<Dialogue, 'history' | 'events'>, record: (turn: TurnEntry) => void) {
    this.#conversation = conversation;
    this.#record = record;
    const { events } = conversation;
    events.on('replyStarted', ({ replyId }) => {
      this.#running = { turnId: replyId, user: this.#takeUserText(), heard: '', toolCalls: 0, stagesMs: {} };
    });
    events.on('replyProgress', ({ text }) => this.#update({ heard: text }));
    events.on('latency', ({ stages }) => this.#update({ stagesMs: stages }));
    events.on('replyDone', ({ text, interrupted, toolCalls }) => {
      this.#update({ heard: text, toolCalls });
      this.#finish(interrupted);
    });
  }

  /** Records the reply that is still running as interrupted. Idempotent. */
  close(): void {
    this.#finish(true);
  }

  #update(more: Partial<Running>): void {
    if (this.#running) Object.assign(this.#running, more);
  }

  #finish(interrupted: boolean): void {
    if (this.#running) this.#record({ ...this.#running, interrupted });
    this.#running = undefined;
  }

  /** @returns The user's texts since the face's last words, with which a history that the client brings along ends. */
  #takeUserText(): string {
    const { history } = this.#conversation;
    const behindFace = history.slice(history.findLastIndex(({ role }) => role === 'assistant') + 1);
    const texts = behindFace.flatMap((item) => (item.role === 'user' && !this.#known.has(item.id) ? [item.text] : []));
    this.#known = new Set(history.map(({ id }) => id));
    return texts.join('\n');
  }
}
