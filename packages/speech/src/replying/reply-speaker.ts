import { CodedError, isWarningCode, type Logger, type TypedEmitter, type WarningCode } from '@visavis/core';
import type { ConversationEvents } from '../conversation-events.js';
import { nextConversationState, type ConversationInput, type ConversationState } from '../conversation-state.js';
import { languageOf } from '../languages/index.js';
import { inPieces } from './in-pieces.js';
import type { ReplyPart } from '../ports.js';
import {
  Reply,
  type Manner,
  type Outcome,
  type ReplyEvents,
  type ReplyPorts,
  type ReplyTimes,
  type Words,
} from './reply.js';
import type { ReplyRecord } from './reply-record.js';
import type { SoundedReply } from './sounded-reply.js';
import { stageTimes, type AnsweredTurn } from './stage-times.js';

export interface ReplySpeakerOptions {
  readonly ports: ReplyPorts;
  readonly emitter: TypedEmitter<ConversationEvents>;
  readonly logger: Logger;
  /** Called when a reply begins. @returns Its position in the history. */
  begun(): ReplyRecord;
  /** Called when the face has fallen silent, after the events. */
  idle(): void;
}

/** What a reply says: words, which are synthesised, or a reply that brings its sound. */
export type Saying =
  | { readonly words: Words }
  /** Opens it, once the reply before is silent. */
  | { sounds(events: ReplyEvents, manner: Manner): SoundedReply };

/** A reply to be spoken. */
export type ReplyToSpeak = Saying & ReplyToSpeakOptions;

interface ReplyToSpeakOptions extends Manner {
  /** Whether it answers the conversation, rather than being said for its own sake. */
  readonly answers?: boolean;
  /** The turn that it answers, where the user has spoken. */
  readonly turn?: AnsweredTurn;
  /** Whether it is said because something failed: if it fails too, nothing more is said. */
  readonly apology?: boolean;
}

interface Current<R extends Reply | SoundedReply = Reply | SoundedReply> {
  readonly reply: R;
  run(): Promise<Outcome>;
  readonly speech: ReplyToSpeak;
  /** The turn from which its latency counts; none once it was paused. */
  turn: AnsweredTurn | undefined;
  /** Another one after each pause. */
  replyId: string;
  record: ReplyRecord;
}

/** A reply that was stopped. */
export interface Interrupted {
  readonly speech: ReplyToSpeak;
  /** Whether it had an effect: part of it was heard or read, or a tool was called. */
  readonly effective: boolean;
}

type ToolCallDelta = Extract<ReplyPart, { type: 'toolCallDelta' }>;

/** Speaks the replies, one at a time: owns the one that is being thought or said. */
export class ReplySpeaker {
  readonly #options: ReplySpeakerOptions;
  #state: ConversationState = { name: 'listening' };
  #current: Current | undefined;
  /** The reply that fell silent, and may go on. */
  #paused: Current<Reply> | undefined;
  #nextId = 1;

  constructor(options: ReplySpeakerOptions) {
    this.#options = options;
  }

  get state(): ConversationState {
    return this.#state;
  }

  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** The history id of the reply that is being said. */
  get itemId(): string | undefined {
    return this.#current?.record.itemId;
  }

  /** Whether a reply has fallen silent that may go on. */
  get paused(): boolean {
    return this.#paused !== undefined;
  }

  /** Whether part of a reply was heard that can be paused now. */
  get sounding(): boolean {
    return this.#current !== undefined && isPausable(this.#current) && this.#current.reply.begun;
  }

  /** Whether the words that are being said, or at which the reply was paused, are a question to the user. */
  get asks(): boolean {
    const { reply } = this.#paused ?? this.#current ?? {};
    return reply instanceof Reply && reply.asks;
  }

  /** Says `speech` in place of the current reply. */
  say(speech: ReplyToSpeak): void {
    if (this.#state.name === 'closed') return;
    this.interrupt();
    const events = this.#eventsOf(() => current);
    const current: Current = { ...this.#open(speech, events), speech, turn: speech.turn, ...this.#begin() };
    this.#start(current);
    void this.#run(current);
  }

  /**
   * Silences the reply of which part was heard. To the client it is over, until it goes on as another one.
   *
   * @returns Whether one may go on now; a reply that has had no effect yet is left alone, and so is one that brings its
   *   sound, of which its interlocutor is to forget what was not heard.
   */
  pause(): boolean {
    const current = this.#current;
    if (!current) return this.paused;
    if (!isPausable(current)) return false;
    if (!current.reply.begun && current.record.calls === 0) return false;
    this.#finish(current, current.reply.pause(), true);
    this.#paused = current;
    return true;
  }

  /** Goes on with the paused reply, from the beginning of the sentence in which it was paused. */
  resume(): void {
    const paused = this.#paused;
    if (!paused) return;
    this.#paused = undefined;
    const { replyId: resumes, record: before } = paused;
    Object.assign(paused, { turn: undefined, ...this.#begin() });
    this.#start(paused);
    const { replyId, record } = paused;
    this.#options.emitter.emit('replyResumed', { replyId, itemId: record.itemId, resumes });
    before.movedOn(paused.reply.resume());
  }

  /** Falls silent at once, for good. @returns The reply that was being said; `undefined` when there was none. */
  interrupt(): Interrupted | undefined {
    this.#paused?.reply.interrupt();
    this.#paused = undefined;
    const current = this.#current;
    if (!current) return undefined;
    const outcome = current.reply.interrupt();
    this.#finish(current, outcome, true);
    return { speech: current.speech, effective: outcome.text !== '' || current.record.calls > 0 };
  }

  /** Logs a failure and reports it to the client; the session goes on. */
  warn(error: unknown): void {
    const code = error instanceof CodedError && isWarningCode(error.code) ? error.code : 'provider.failed';
    if (this.#state.name !== 'closed') this.#options.logger.warn('a stage of the turn failed', { code, error });
    this.#emitWarning(code, error instanceof Error ? error.message : String(error));
  }

  apologise({ language, voice, written }: Manner): void {
    const { failed } = languageOf(language).apologies;
    this.say({ words: verbatim(failed, { apology: true }), language, voice, written, apology: true });
  }

  /** Falls silent for good, without a word. Idempotent. */
  close(): void {
    this.#step({ type: 'closed' });
    this.#current?.reply.interrupt();
    this.#paused?.reply.interrupt();
    this.#current = this.#paused = undefined;
  }

  #open(speech: ReplyToSpeak, events: ReplyEvents): Pick<Current, 'reply' | 'run'> {
    if ('sounds' in speech) {
      const reply = speech.sounds(events, speech);
      return { reply, run: () => reply.run() };
    }
    const { ports } = this.#options;
    const reply = new Reply(ports, events, speech);
    return { reply, run: () => reply.run(inPieces(speech.words, ports.clock)) };
  }

  #begin(): Pick<Current, 'replyId' | 'record'> {
    return { replyId: `resp_${this.#nextId++}`, record: this.#options.begun() };
  }

  #start(current: Current): void {
    const { replyId, record } = (this.#current = current);
    this.#step({ type: 'reply.asked', replyId });
    this.#options.emitter.emit('replyStarted', { replyId, itemId: record.itemId });
  }

  #eventsOf(current: () => Current): ReplyEvents {
    const { emitter } = this.#options;
    return {
      textAdded: (text) => emitter.emit('replyDelta', { replyId: current().replyId, text }),
      partCame: (part) => this.#take(part, current()),
      sounded: (times) => this.#sounded(current(), times),
      progressed: (text, heardMs) => {
        const { replyId, record } = current();
        emitter.emit('replyProgress', { replyId, itemId: record.itemId, text, heardMs });
      },
    };
  }

  #sounded(current: Current, times: ReplyTimes): void {
    const { replyId, turn } = current;
    this.#step({ type: 'reply.sounded', replyId });
    this.#options.emitter.emit('latency', { replyId, stages: stageTimes(times, turn) });
  }

  #take(part: Exclude<ReplyPart, { type: 'text' | 'retracted' }>, { replyId, record }: Current): void {
    if (part.type === 'warning') return this.#emitWarning(part.code, part.message);
    if (part.type === 'toolCallDelta') return this.#emitDelta(part, replyId, record);
    const { callId, name, arguments: given } = part;
    // Some clients read the arguments from the deltas alone.
    if (!record.knows(callId)) this.#emitDelta({ callId, name, delta: JSON.stringify(given) }, replyId, record);
    const call = record.called(part);
    if (!call)
      return this.#emitWarning(
        'tool.invalid_call',
        `A call of ${name} was dropped: it is one too many, or a repeated one`,
      );
    this.#options.emitter.emit('toolCalled', { replyId, ...call, name, arguments: given });
  }

  #emitDelta({ callId, name, delta }: Omit<ToolCallDelta, 'type'>, replyId: string, record: ReplyRecord): void {
    const call = record.begin(callId);
    if (call) this.#options.emitter.emit('toolCallDelta', { replyId, ...call, name, delta });
  }

  async #run(current: Current): Promise<void> {
    const { reply, speech } = current;
    try {
      this.#finish(current, await current.run(), false);
    } catch (error) {
      if (this.#paused === current) {
        this.#paused = undefined;
        return this.warn(error);
      }
      // The interruption of a reply has already finished it.
      if (this.#current !== current) return;
      this.#finish(current, reply.interrupt(), true);
      this.warn(error);
      if (!speech.apology && !this.busy) this.apologise(speech);
    }
    if (!this.busy) this.#options.idle();
  }

  #finish(current: Current, outcome: Outcome, interrupted: boolean): void {
    if (this.#current !== current) return;
    this.#current = undefined;
    const { replyId, record, speech } = current;
    record.ended(outcome);
    this.#step({ type: 'reply.ended', replyId });
    const { itemId, calls: toolCalls } = record;
    const { emitter } = this.#options;
    emitter.emit('replyDone', { replyId, itemId, text: outcome.text, interrupted, toolCalls });
    // Some clients hang up at the next end of sound after a call: that must be the end of the farewell.
    const silent = speech.written || (toolCalls > 0 && outcome.text === '');
    if (!silent) emitter.emit('audioDone', { replyId });
  }

  #emitWarning(code: WarningCode, message: string): void {
    if (this.#state.name !== 'closed') this.#options.emitter.emit('warning', { code, message });
  }

  #step(input: ConversationInput): void {
    const from = this.#state;
    this.#state = nextConversationState(from, input);
    if (this.#state !== from) this.#options.emitter.emit('stateChanged', { from, to: this.#state });
  }
}

function isPausable(current: Current): current is Current<Reply> {
  return current.reply instanceof Reply;
}

/** A fixed text in the form in which a brain yields it. */
export function verbatim(text: string, how: { apology?: true } = {}): Words {
  return async function* () {
    yield { type: 'text' as const, text, ...how };
  };
}
