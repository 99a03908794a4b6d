import { silentLogger, systemClock, TypedEmitter, type Clock, type Events, type Logger } from '@visavis/core';
import { Answering, mannerOf, type AnsweringOptions } from './answering.js';
import type { ConversationEvents } from './conversation-events.js';
import { turnDetectionOf, type ConversationSettings, type ReplyOverrides } from './conversation-settings.js';
import type { ConversationState } from './conversation-state.js';
import { History, type HistoryItem, type Position } from './history.js';
import { Interruptions, type InterruptionsOptions } from './interruptions.js';
import { Listener, type ListenerEvents, type ListenerOptions, type UtteranceEnd } from './listening/listener.js';
import type { HistoryMessage, ShownPicture, SpeechOutput, Synthesizer } from './ports.js';
import { ReplyRecord } from './replying/reply-record.js';
import { ReplySpeaker, verbatim } from './replying/reply-speaker.js';
import { Timings } from './replying/timings.js';
import { turnTakingOf, type TurnTaking } from './turn-taking.js';

/** The ports of every dialogue, and how its turns are taken. */
export interface DialoguePorts {
  readonly synthesizer: Synthesizer;
  readonly output: SpeechOutput;
  readonly turnTaking?: TurnTaking | undefined;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** The part of a dialogue that depends on what answers. */
export interface Answerer
  extends Pick<ListenerOptions, 'vad' | 'recognizer'>, Pick<InterruptionsOptions, 'leastWords' | 'hearsWords'> {
  /** As of {@link AnsweringOptions}. */
  readonly answer: AnsweringOptions['answer'];
}

/** An utterance that has ended: its place in the history, and when its end was decided, ms on the clock. */
export interface EndedUtterance {
  readonly itemId: string;
  readonly decidedMs: number;
}

/**
 * A user's dialogue with the face, whatever answers: finds the user's turns, has each answered in its time, falls silent on
 * barge-in, and keeps what was said. Owns what it opens from the ports, not the ports. Knows no socket and no vendor.
 */
export abstract class TurnBasedDialogue {
  protected readonly clock: Clock;
  protected readonly emitter: TypedEmitter<ConversationEvents>;
  protected readonly entries = new History();
  protected readonly listener: Listener;
  protected readonly speaker: ReplySpeaker;
  protected readonly interruptions: Interruptions;
  protected readonly answering: Answering;
  protected settings: ConversationSettings = {};
  readonly #timings = new Timings();
  readonly #stopWatchingOutput: () => void;
  /** The history id of the utterance being spoken. */
  #itemId: string | undefined;

  /** A subclass configures itself at the end of its constructor. */
  protected constructor(ports: DialoguePorts, { vad, recognizer, answer, ...words }: Answerer) {
    const { synthesizer, output, clock = systemClock, logger = silentLogger } = ports;
    this.clock = clock;
    this.emitter = new TypedEmitter(logger);
    this.speaker = new ReplySpeaker({
      ports: { synthesizer, output, clock },
      emitter: this.emitter,
      logger,
      begun: () => new ReplyRecord(this.entries, this.#timings),
      idle: () => this.answering.ifDue(),
    });
    this.interruptions = new Interruptions({ speaker: this.speaker, clock, ...words });
    this.answering = new Answering({
      answer,
      history: this.entries,
      speaker: this.speaker,
      interruptions: this.interruptions,
    });
    const { endOfTurn } = turnTakingOf(ports.turnTaking);
    this.listener = new Listener({ vad, recognizer, detection: undefined, endOfTurn, clock, logger });
    this.#stopWatchingOutput = output.onSent((samples) => this.listener.played(samples));
    this.listener.events.on('utteranceStarted', (started) => this.utteranceStarted(started));
    this.listener.events.on('utteranceEnded', (ended) => this.#ended(ended));
    this.listener.events.on('failed', ({ error }) => this.speaker.warn(error));
  }

  get events(): Events<ConversationEvents> {
    return this.emitter;
  }

  get state(): ConversationState {
    return this.speaker.state;
  }

  /** The latest 100 items, oldest first. Replies hold only the words that were heard. */
  get history(): readonly HistoryItem[] {
    return this.entries.items;
  }

  /** @param samples The microphone, mono at 16 kHz, −1…1, gapless, any length. Bursts are normal. */
  hear(samples: Float32Array): void {
    if (!this.closed) this.listener.hear(samples);
  }

  /**
   * Replaces the settings. They apply from the next frame of sound and the next reply on; a running reply is left
   * alone.
   */
  configure(settings: ConversationSettings): void {
    this.settings = settings;
    this.answering.settings = settings;
    this.listener.detection = turnDetectionOf(settings);
    this.listener.language = settings.language;
    this.interruptions.language = settings.language;
  }

  /**
   * Adds to the history without answering.
   *
   * @returns The item's id; `undefined` when the position does not exist or the id is taken.
   */
  addItem(item: HistoryMessage, position: Position = {}): string | undefined {
    if (item.role === 'user') this.answering.typed();
    return this.entries.add(item, position);
  }

  /** Deletes an item, and with a tool call its output. @returns Whether there was such an item. */
  deleteItem(id: string): boolean {
    return this.entries.delete(id);
  }

  /**
   * Cuts a reply in the history to what had sounded of it after `heardMs`; one that still sounds is stopped.
   *
   * @returns Whether `id` is one of the latest spoken replies.
   */
  truncateItem(id: string, heardMs: number): boolean {
    return this.truncated(id, heardMs) !== undefined;
  }

  /**
   * Adds the output of a tool. {@link createResponse} requests the answer to it.
   *
   * @returns Whether a call of this id was made that had no output yet.
   */
  addToolOutput(callId: string, output: string): boolean {
    return this.addItem({ role: 'toolOutput', callId, output }) !== undefined;
  }

  /**
   * Adds a picture that the user shows; the newest two are kept, for a mind that sees. Does not cause an answer by
   * itself.
   */
  addPicture(picture: ShownPicture): void {
    this.answering.shown(picture);
  }

  /**
   * Answers the dialogue as it stands; with an empty history that is a greeting, and right after a picture it is about
   * that. Waits for the transcript of a turn that has just ended. Replaces the reply being said: a client that asks again
   * expects the new answer, not both. Only the answer to a tool's output waits until the face has finished.
   */
  createResponse(overrides: ReplyOverrides = {}): void {
    this.answering.requested(overrides);
  }

  /** Speaks `text` as it is, in place of the reply being said. */
  say(text: string): void {
    this.speaker.say({ ...mannerOf(this.settings), words: verbatim(text), written: false });
  }

  /** Stops the reply being thought or said, and drops the one that is due. */
  cancelResponse(): void {
    this.answering.cancelled();
  }

  /** Ends the user's turn now; without turn detection the turn is everything said since the last call. */
  commit(): void {
    if (!this.closed) this.listener.commit();
  }

  /** Forgets what the user is saying right now. */
  clearInput(): void {
    if (!this.closed) this.listener.clear();
  }

  /** Ends everything at once; no event comes afterwards. Idempotent. */
  close(): void {
    this.emitter.clear();
    this.#stopWatchingOutput();
    this.listener.close();
    this.interruptions.close();
    this.speaker.close();
  }

  protected get closed(): boolean {
    return this.speaker.state.name === 'closed';
  }

  /** Whether the client receives transcripts. */
  protected get transcribes(): boolean {
    return this.settings.transcription !== false;
  }

  /** The user has finished an utterance: has it transcribed, kept, and answered where it is a turn. */
  protected abstract utteranceEnded(ended: UtteranceEnd, utterance: EndedUtterance): void;

  /** The user begins to speak. */
  protected utteranceStarted({ audioStartMs }: ListenerEvents['utteranceStarted']): void {
    this.answering.utteranceStarted();
    this.#itemId = this.entries.newId();
    this.emitter.emit('speechStarted', { itemId: this.#itemId, audioStartMs });
  }

  /** The history id of the utterance being spoken; `undefined` between utterances. */
  protected get itemId(): string | undefined {
    return this.#itemId;
  }

  /** @returns The text that is left of a reply; `undefined` where `id` is none of the latest spoken ones. */
  protected truncated(id: string, heardMs: number): string | undefined {
    if (this.speaker.itemId === id) this.speaker.interrupt();
    const text = this.#timings.textUntil(id, heardMs);
    if (text !== undefined) this.entries.fill(id, text);
    return text;
  }

  #ended(ended: UtteranceEnd): void {
    const decidedMs = this.clock.nowMs();
    const itemId = this.#itemId ?? this.entries.newId();
    this.#itemId = undefined;
    this.answering.utteranceEnded();
    if (ended.detected) this.emitter.emit('speechStopped', { itemId, audioEndMs: ended.audioEndMs });
    this.utteranceEnded(ended, { itemId, decidedMs });
  }
}
