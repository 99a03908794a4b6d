/**
 * The reason why an answer is due: a tool's output, a user's turn, or a request for an answer. Each takes precedence
 * over those before it: the answer will deal with all of them.
 */
type Owed = 'nothing' | 'toolOutput' | 'turn' | 'request';

/** Whether the face is silent, or may be silenced. */
export interface Silence {
  /** No reply is being thought of or said. */
  readonly idle: boolean;
  /** Whether a turn's answer may replace the reply being said. */
  readonly mayInterrupt: boolean;
}

/**
 * Decides when the conversation is to be answered. A user who goes on speaking before the answer has begun has not
 * finished: both parts are answered together. Pure: methods report what happens, {@link AnswerDue.take} returns what is
 * due.
 */
export class AnswerDue {
  #owed: Owed = 'nothing';
  #speaking = false;
  #transcribing = 0;

  /** Whether the user is silent, and all that was said is understood. */
  get quiet(): boolean {
    return !this.#speaking && this.#transcribing === 0;
  }

  utteranceStarted(): void {
    this.#speaking = true;
  }

  utteranceEnded(): void {
    this.#speaking = false;
    this.#transcribing++;
  }

  /**
   * @param owes Whether this turn requires an answer by itself: it has words, and the client does not request answers
   *   one by one.
   */
  transcribed(owes: boolean): void {
    this.#transcribing--;
    if (owes) this.turnUnanswered();
  }

  /** A turn has, or again has, no answer. */
  turnUnanswered(): void {
    if (this.#owed !== 'request') this.#owed = 'turn';
  }

  requested(): void {
    this.#owed = 'request';
  }

  /**
   * The client requests an answer to a tool's output. It waits for the face to finish, often the announcement of the
   * call.
   */
  toolAnswered(): void {
    if (this.#owed === 'nothing') this.#owed = 'toolOutput';
  }

  cancelled(): void {
    this.#owed = 'nothing';
  }

  /** @returns Whether to answer now; if so, nothing is due afterwards. */
  take({ idle, mayInterrupt }: Silence): boolean {
    const due = this.#transcribing === 0 && this.#isDue(idle, mayInterrupt);
    if (due) this.#owed = 'nothing';
    return due;
  }

  #isDue(idle: boolean, mayInterrupt: boolean): boolean {
    if (this.#owed === 'nothing' || this.#owed === 'request') return this.#owed === 'request';
    return !this.#speaking && (this.#owed === 'turn' ? mayInterrupt : idle);
  }
}
