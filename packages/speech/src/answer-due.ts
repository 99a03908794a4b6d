/**
 * What makes an answer due: what a tool has given back, a user's turn, or a request for an answer. Each outdoes those
 * before it: the answer will deal with all of them.
 */
type Owed = 'nothing' | 'toolOutput' | 'turn' | 'request';

/** Whether the face is silent, or may be made so. */
export interface Silence {
  /** Nothing is being said or thought of. */
  readonly idle: boolean;
  /** Whether a turn's answer may take the place of what is being said. */
  readonly mayInterrupt: boolean;
}

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
    if (this.#owed !== 'request') this.#owed = 'turn';
  }

  requested(): void {
    this.#owed = 'request';
  }

  /** An answer to what a tool gave back is asked for. It lets finish who is speaking: often that is its announcement. */
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
