/** What makes an answer due: a user's turn, or a request for one; a request outdoes a turn. */
type Owed = 'nothing' | 'turn' | 'request';

/**
 * Decides when the conversation is to be answered. Somebody who goes on speaking before the answer has begun has not
 * finished: both parts are answered together. Pure: told what happens, asked what is due.
 */
export class AnswerDue {
  #owed: Owed = 'nothing';
  #speaking = false;
  #transcribing = 0;

  utteranceStarted(): void {
    this.#speaking = true;
  }

  utteranceEnded(): void {
    this.#speaking = false;
    this.#transcribing++;
  }

  /** @param owes Whether this turn wants an answer by itself: it said something, and answers are not asked for one by one. */
  transcribed(owes: boolean): void {
    this.#transcribing--;
    if (owes) this.turnUnanswered();
  }

  /** A turn has, or again has, no answer. */
  turnUnanswered(): void {
    if (this.#owed === 'nothing') this.#owed = 'turn';
  }

  requested(): void {
    this.#owed = 'request';
  }

  cancelled(): void {
    this.#owed = 'nothing';
  }

  /** @param mayInterrupt Whether a turn's answer may take the place of what the face says. @returns Whether to answer now; if so, nothing is due afterwards. */
  take(mayInterrupt: boolean): boolean {
    const due =
      this.#transcribing === 0 &&
      (this.#owed === 'request' || (this.#owed === 'turn' && !this.#speaking && mayInterrupt));
    if (due) this.#owed = 'nothing';
    return due;
  }
}
