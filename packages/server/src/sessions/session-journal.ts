import type { Clock } from '@visavis/core';
import type { Journal, SessionEnd, TurnEntry } from '@visavis/session';
import type { Records } from '@visavis/store';

export interface SessionJournalOptions {
  readonly records: Pick<Records, 'append'>;
  readonly sessionId: string;
  readonly nodeId: string;
  readonly clock: Clock;
  /** Wall clock, ms since 1970. */
  readonly nowMs?: () => number;
}

/** Writes one session's journal into the records, and sums up what it has used. */
export class SessionJournal implements Journal {
  readonly #options: SessionJournalOptions;
  readonly #nowMs: () => number;
  #openedMs = 0;
  #turns = 0;
  #heardChars = 0;

  constructor(options: SessionJournalOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  opened(session: { readonly licenceId: string; readonly avatarId: string }): void {
    const { records, nodeId, clock } = this.#options;
    this.#openedMs = clock.nowMs();
    records.append({ type: 'opened', ...this.#stamp(), nodeId, ...session });
  }

  turn(turn: TurnEntry): void {
    this.#turns++;
    this.#heardChars += turn.heard.length;
    this.#options.records.append({ type: 'turn', ...this.#stamp(), ...turn });
  }

  closed(end: SessionEnd): void {
    const { records, clock } = this.#options;
    const durationMs = Math.round(clock.nowMs() - this.#openedMs);
    const usage = { durationMs, turns: this.#turns, heardChars: this.#heardChars };
    records.append({ type: 'closed', ...this.#stamp(), ...end, usage });
  }

  #stamp(): { sessionId: string; atMs: number } {
    return { sessionId: this.#options.sessionId, atMs: this.#nowMs() };
  }
}
