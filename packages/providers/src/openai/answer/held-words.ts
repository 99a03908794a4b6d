import type { ReplyPart } from '@visavis/speech';

/** The end of a sentence; a first one of usual length. Until there, thoughts may turn out to have been meant. */
const SENTENCE = /[.!?…。！？]["'”’)\]]*\s/;
const MAX_FIRST_SENTENCE = 200;

/** The words of an answer on their way out: the first ones wait, since they may turn out to have been thoughts. */
export class HeldWords {
  #text = '';
  #waits = true;
  /** Whether words have been passed on. */
  #said = false;
  /** Whether the words passed on have turned out to be thoughts. */
  #retracts = false;

  get empty(): boolean {
    return this.#text === '';
  }

  /** @param mayPass Whether they pass with the end of their first sentence, rather than wait for {@link release}. */
  add(text: string, mayPass: boolean): void {
    this.#text += text;
    if (this.#waits && mayPass) this.#waits = this.#text.length <= MAX_FIRST_SENTENCE && !SENTENCE.test(this.#text);
  }

  /** From now on no words wait. */
  release(): void {
    this.#waits = false;
  }

  /** Drops the words that wait. */
  drop(): void {
    this.#text = '';
  }

  /** All words so far were thoughts. */
  retract(): void {
    this.drop();
    this.#retracts = this.#said;
  }

  /** @returns The words that wait no longer, behind the news that those before are retracted. */
  take(): ReplyPart[] {
    const text = this.#waits ? '' : this.#text;
    if (text !== '') this.drop();
    const parts: ReplyPart[] = this.#retracts ? [{ type: 'retracted' }] : [];
    this.#retracts = false;
    this.#said = text !== '' || (this.#said && parts.length === 0);
    return text === '' ? parts : [...parts, { type: 'text', text }];
  }
}
