import { CodedError, type Logger, type TypedEmitter } from '@visavis/core';
import type { ConversationEvents } from '../conversation-events.js';
import { nextConversationState, type ConversationInput, type ConversationState } from '../conversation-state.js';
import { Reply, type ReplyPorts, type Words } from './reply.js';
import { stageTimes, type AnsweredTurn } from './stage-times.js';

export interface MouthOptions {
  readonly ports: ReplyPorts;
  readonly emitter: TypedEmitter<ConversationEvents>;
  readonly logger: Logger;
  /** A reply begins. @returns What is told, before the events, how much of it the user has heard in the end. */
  begun(): (heard: string) => void;
  /** Nothing is being said any more. Called after the events. */
  idle(): void;
}

export interface Speech {
  readonly words: Words;
  readonly voice: string | undefined;
  /** It answers the conversation, rather than being said for its own sake. */
  readonly answers?: boolean;
  /** What it answers, where the user has spoken. */
  readonly turn?: AnsweredTurn;
  /** Said because something failed: if this fails too, nothing more is said. */
  readonly apology?: boolean;
}

interface Current {
  readonly replyId: string;
  readonly reply: Reply;
  readonly speech: Speech;
  readonly ended: (heard: string) => void;
}

const APOLOGY = 'I am sorry, something went wrong on my side. Please try again.';

/** The one who speaks: owns the reply that is being thought or said, of which there is one at a time. */
export class Mouth {
  readonly #options: MouthOptions;
  #state: ConversationState = { name: 'listening' };
  #current: Current | undefined;
  #nextId = 1;

  constructor(options: MouthOptions) {
    this.#options = options;
  }

  get state(): ConversationState {
    return this.#state;
  }

  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** Says `speech` in place of what is being said. */
  say(speech: Speech): void {
    if (this.#state.name === 'closed') return;
    this.interrupt();
    const { ports, emitter } = this.#options;
    const replyId = `resp_${this.#nextId++}`;
    const reply = new Reply(ports, {
      textAdded: (text) => emitter.emit('replyDelta', { replyId, text }),
      sounded: (times) => {
        this.#step({ type: 'reply.sounded', replyId });
        emitter.emit('latency', { replyId, stages: stageTimes(times, speech.turn) });
      },
    });
    this.#current = { replyId, reply, speech, ended: this.#options.begun() };
    this.#step({ type: 'reply.asked', replyId });
    emitter.emit('replyStarted', { replyId });
    void this.#run(replyId, reply, speech);
  }

  /**
   * Falls silent at once.
   *
   * @returns What was being said, and what the user has heard of it; `undefined` when that was nothing.
   */
  interrupt(): { heard: string; speech: Speech } | undefined {
    const current = this.#current;
    if (!current) return undefined;
    const heard = current.reply.interrupt();
    this.#finish(current.replyId, heard, true);
    return { heard, speech: current.speech };
  }

  /** Something failed: tells about it, and the session goes on. */
  warn(error: unknown): void {
    if (this.#state.name === 'closed') return;
    const code = error instanceof CodedError ? error.code : 'provider.failed';
    this.#options.logger.warn('a stage of the turn failed', { code, error });
    const message = error instanceof Error ? error.message : String(error);
    this.#options.emitter.emit('warning', { code, message });
  }

  apologise(voice: string | undefined): void {
    this.say({ words: verbatim(APOLOGY), voice, apology: true });
  }

  /** Falls silent for good, without a word. Idempotent. */
  close(): void {
    this.#step({ type: 'closed' });
    this.#current?.reply.interrupt();
    this.#current = undefined;
  }

  async #run(replyId: string, reply: Reply, { words, voice, apology }: Speech): Promise<void> {
    try {
      await reply.run(words, voice);
      this.#finish(replyId, reply.text, false);
    } catch (error) {
      // An interrupted reply was finished by whoever interrupted it.
      if (this.#current?.replyId !== replyId) return;
      this.#finish(replyId, reply.interrupt(), true);
      this.warn(error);
      if (!apology && !this.busy) this.apologise(voice);
    }
    if (!this.busy) this.#options.idle();
  }

  #finish(replyId: string, text: string, interrupted: boolean): void {
    const current = this.#current;
    if (current?.replyId !== replyId) return;
    this.#current = undefined;
    current.ended(text);
    this.#step({ type: 'reply.ended', replyId });
    this.#options.emitter.emit('replyDone', { replyId, text, interrupted });
    this.#options.emitter.emit('audioDone', { replyId });
  }

  #step(input: ConversationInput): void {
    const from = this.#state;
    this.#state = nextConversationState(from, input);
    if (this.#state !== from) this.#options.emitter.emit('stateChanged', { from, to: this.#state });
  }
}

/** A fixed text, as a brain would give it. */
export function verbatim(text: string): Words {
  return async function* () {
    yield text;
  };
}
