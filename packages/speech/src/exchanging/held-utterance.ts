import type { HeardUtterance, Interlocution } from '../interlocutor.js';
import type { FinalTranscript, RecognitionStream } from '../ports.js';

/**
 * An utterance that reaches the interlocutor once it is taken for the user's: until then its sound waits. One that never is,
 * such as a voice in the background, is not sent at all.
 */
export class HeldUtterance implements RecognitionStream {
  readonly #interlocution: Pick<Interlocution, 'hear'>;
  #held: Float32Array[] = [];
  #heard: HeardUtterance | undefined;
  #finished = false;
  #closed = false;

  constructor(interlocution: Pick<Interlocution, 'hear'>) {
    this.#interlocution = interlocution;
  }

  /** Whether it was sent to its end. */
  get sent(): boolean {
    return this.#heard !== undefined && this.#finished;
  }

  get interim(): string | undefined {
    return this.#heard?.interim;
  }

  /** It is the user's. Idempotent. */
  begin(): void {
    if (this.#heard || this.#closed) return;
    this.#heard = this.#interlocution.hear();
    for (const samples of this.#held.splice(0)) this.#heard.write(samples);
  }

  write(samples: Float32Array): void {
    if (this.#heard) this.#heard.write(samples);
    else this.#held.push(samples);
  }

  async finish(): Promise<FinalTranscript> {
    if (!this.#heard) return { text: '' };
    this.#finished = true;
    return this.#heard.finish();
  }

  /** It has this id in the history. */
  keptAs(itemId: string): void {
    this.#heard?.keptAs(itemId);
  }

  close(): void {
    this.#closed = true;
    this.#held = [];
    this.#heard?.close();
  }
}
