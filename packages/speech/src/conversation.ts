import { silentLogger, systemClock, TypedEmitter, type Clock, type Events, type Logger } from '@visavis/core';
import { Answering, mannerOf, type Shown } from './answering.js';
import type { ConversationEvents } from './conversation-events.js';
import type { ConversationState } from './conversation-state.js';
import { History, type HistoryItem, type Position } from './history.js';
import { Interruptions } from './interruptions.js';
import { Listener, type ListenerEvents, type UtteranceEnd } from './listening/listener.js';
import { understood } from './listening/murmur.js';
import type {
  Brain,
  HistoryMessage,
  ShownPicture,
  SpeechOutput,
  Synthesizer,
  UsedRecognizer,
  VoiceActivityDetector,
} from './ports.js';
import { withFiller } from './replying/filler.js';
import type { Words } from './replying/reply.js';
import { Preemption } from './preemption.js';
import { ReplySpeaker, verbatim } from './replying/reply-speaker.js';
import { ReplyRecord } from './replying/reply-record.js';
import { Timings } from './replying/timings.js';
import { replyRequest } from './reply-request.js';
import { turnDetectionOf, type ConversationSettings, type ReplyOverrides } from './conversation-settings.js';
import { turnTakingOf, type TurnTaking } from './turn-taking.js';

/**
 * The ports of one conversation, and what it starts with. Engines are shared by all conversations; `output` is its own.
 */
export interface ConversationOptions {
  readonly vad: VoiceActivityDetector;
  readonly recognizer: UsedRecognizer;
  readonly brain: Brain;
  readonly synthesizer: Synthesizer;
  readonly output: SpeechOutput;
  readonly settings?: ConversationSettings;
  readonly turnTaking?: TurnTaking | undefined;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * One user's conversation with the face: hears, takes turns, has the answer thought of and spoken, and falls silent on
 * barge-in. Owns what it opens from the ports, not the ports. Knows no socket and no vendor.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #clock: Clock;
  readonly #emitter: TypedEmitter<ConversationEvents>;
  readonly #history = new History();
  readonly #timings = new Timings();
  readonly #listener: Listener;
  readonly #speaker: ReplySpeaker;
  readonly #interruptions: Interruptions;
  readonly #answering: Answering;
  readonly #fillerAfterMs: number;
  readonly #preemption: Preemption | undefined;
  readonly #stopWatchingOutput: () => void;
  #settings: ConversationSettings = {};
  /** Settings that the brain ignores, as reported to the client. */
  readonly #ignored = new Set<string>();
  /** The history id of the utterance being spoken. */
  #itemId: string | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { vad, recognizer, synthesizer, output, clock = systemClock, logger = silentLogger } = options;
    this.#clock = clock;
    this.#emitter = new TypedEmitter(logger);
    this.#speaker = new ReplySpeaker({
      ports: { synthesizer, output, clock },
      emitter: this.#emitter,
      logger,
      begun: () => new ReplyRecord(this.#history, this.#timings),
      idle: () => this.#answering.ifDue(),
    });
    const { endOfTurn, interruptWords: leastWords, fillerAfterMs, preemptive } = turnTakingOf(options.turnTaking);
    this.#fillerAfterMs = fillerAfterMs;
    this.#preemption = preemptive ? new Preemption(options.brain) : undefined;
    const hearsWords = (): boolean => recognizer.info.streams;
    this.#interruptions = new Interruptions({ speaker: this.#speaker, clock, leastWords, hearsWords });
    this.#answering = new Answering({
      answer: (settings, shown) => ({ words: this.#wordsOf(settings, shown) }),
      history: this.#history,
      speaker: this.#speaker,
      interruptions: this.#interruptions,
    });
    this.#listener = new Listener({ vad, recognizer, detection: undefined, endOfTurn, clock, logger });
    this.#stopWatchingOutput = output.onSent((samples) => this.#listener.played(samples));
    this.#listener.events.on('utteranceStarted', (started) => this.#utteranceStarted(started));
    this.#listener.events.on('interimRecognised', ({ text }) => this.#interimRecognised(text));
    this.#listener.events.on('paused', ({ text }) => this.#paused(text));
    this.#listener.events.on('utteranceEnded', (ended) => void this.#utteranceEnded(ended));
    this.#listener.events.on('failed', ({ error }) => this.#speaker.warn(error));
    this.configure(options.settings ?? {});
  }

  get events(): Events<ConversationEvents> {
    return this.#emitter;
  }

  get state(): ConversationState {
    return this.#speaker.state;
  }

  /** The latest 100 items, oldest first. Replies hold only the words that were heard. */
  get history(): readonly HistoryItem[] {
    return this.#history.items;
  }

  /** Frames of microphone sound, 32 ms each, dropped because the detector could not keep up. */
  get droppedFrames(): number {
    return this.#listener.dropped;
  }

  /** @param samples The microphone, mono at 16 kHz, −1…1, gapless, any length. Bursts are normal. */
  hear(samples: Float32Array): void {
    if (!this.#closed) this.#listener.hear(samples);
  }

  /**
   * Replaces the settings. They apply from the next frame of sound and the next reply on; a running reply is left
   * alone.
   */
  configure(settings: ConversationSettings): void {
    this.#settings = settings;
    this.#answering.settings = settings;
    this.#listener.detection = turnDetectionOf(settings);
    this.#interruptions.language = settings.language;
    this.#listener.language = settings.language;
    this.#listener.tools = settings.tools ?? [];
    this.#reportIgnored(settings);
  }

  /**
   * Adds to the history without answering.
   *
   * @returns The item's id; `undefined` when the position does not exist or the id is taken.
   */
  addItem(item: HistoryMessage, position: Position = {}): string | undefined {
    if (item.role === 'user') this.#answering.typed();
    return this.#history.add(item, position);
  }

  /** Deletes an item, and with a tool call its output. @returns Whether there was such an item. */
  deleteItem(id: string): boolean {
    return this.#history.delete(id);
  }

  /**
   * Cuts a reply in the history to what had sounded of it after `heardMs`; one that still sounds is stopped.
   *
   * @returns Whether `id` is one of the latest spoken replies.
   */
  truncateItem(id: string, heardMs: number): boolean {
    if (this.#speaker.itemId === id) this.#speaker.interrupt();
    const text = this.#timings.textUntil(id, heardMs);
    if (text !== undefined) this.#history.fill(id, text);
    return text !== undefined;
  }

  /**
   * Adds the output of a tool. {@link createResponse} requests the answer to it.
   *
   * @returns Whether the brain has made a call of this id that had no output yet.
   */
  addToolOutput(callId: string, output: string): boolean {
    return this.#history.add({ role: 'toolOutput', callId, output }) !== undefined;
  }

  /**
   * Adds a picture that the user shows; the newest two are kept, for a brain that sees. Does not cause an answer by
   * itself.
   */
  addPicture(picture: ShownPicture): void {
    this.#answering.shown(picture);
  }

  /**
   * Answers the conversation as it stands; with an empty history that is a greeting, and right after a picture it is
   * about that. Waits for the transcript of a turn that has just ended. Replaces the reply being said: a client that
   * asks again expects the new answer, not both. Only the answer to a tool's output waits until the face has finished.
   */
  createResponse(overrides: ReplyOverrides = {}): void {
    this.#answering.requested(overrides);
  }

  /** Speaks `text` as it is, in place of the reply being said. */
  say(text: string): void {
    this.#speaker.say({ ...mannerOf(this.#settings), words: verbatim(text), written: false });
  }

  /** Stops the reply being thought or said, and drops the one that is due. */
  cancelResponse(): void {
    this.#answering.cancelled();
  }

  /** Ends the user's turn now; without turn detection the turn is everything said since the last call. */
  commit(): void {
    if (!this.#closed) this.#listener.commit();
  }

  /** Forgets what the user is saying right now. */
  clearInput(): void {
    if (!this.#closed) this.#listener.clear();
  }

  /** Ends everything at once; no event comes afterwards. Idempotent. */
  close(): void {
    this.#emitter.clear();
    this.#stopWatchingOutput();
    this.#listener.close();
    this.#interruptions.close();
    this.#preemption?.drop();
    this.#speaker.close();
  }

  get #closed(): boolean {
    return this.#speaker.state.name === 'closed';
  }

  #utteranceStarted({ audioStartMs }: ListenerEvents['utteranceStarted']): void {
    this.#answering.utteranceStarted();
    this.#itemId = this.#history.newId();
    this.#emitter.emit('speechStarted', { itemId: this.#itemId, audioStartMs });
  }

  #interimRecognised(text: string): void {
    this.#interruptions.interimHeard(text);
    this.#preemption?.heard(text);
    if (!this.#itemId || !this.#transcribes) return;
    this.#emitter.emit('interimTranscribed', { itemId: this.#itemId, text: understood(text) === '' ? '' : text });
  }

  /** The user pauses: where no reply is being said, this may be the question. */
  #paused(text: string): void {
    const { busy, paused } = this.#speaker;
    const answered = turnDetectionOf(this.#settings)?.createResponse === true;
    if (!this.#preemption || !answered || busy || paused || understood(text) === '') return;
    const items = [...this.#history.items, { id: '', role: 'user' as const, text }];
    this.#preemption.guess(replyRequest(items, this.#settings));
  }

  async #utteranceEnded({ detected, audioEndMs, endpointMs, far, transcript }: UtteranceEnd): Promise<void> {
    const decidedMs = this.#clock.nowMs();
    const itemId = this.#itemId ?? this.#history.newId();
    this.#itemId = undefined;
    this.#answering.utteranceEnded();
    if (detected) this.#emitter.emit('speechStopped', { itemId, audioEndMs });
    const text = await transcript.catch((error: unknown) => this.#notUnderstood(error));
    if (this.#closed) return;
    const isTurn = text !== '' && !(far && understood(text) === '') && !this.#interruptions.isAside(text);
    this.#emitTranscript(itemId, text);
    if (!isTurn) return this.#answering.transcribed(undefined, detected);
    this.#history.append({ role: 'user', text }, itemId);
    this.#emitter.emit('turnTaken', { itemId, text });
    this.#answering.transcribed({ endpointMs, decidedMs, transcribedMs: this.#clock.nowMs() }, detected);
  }

  #wordsOf(settings: ConversationSettings & ReplyOverrides, shown: Shown): Words {
    // The request is built after the current reply has been cut, so that the history holds what was heard of it.
    const words: Words = (signal) =>
      (this.#preemption ?? this.#options.brain).reply(
        { ...replyRequest(this.#history.items, settings), ...shown },
        { signal },
      );
    const { language, modalities } = settings;
    const asked = this.#history.items.length > 0;
    if (this.#fillerAfterMs === 0 || modalities === 'text' || !asked) return words;
    return withFiller(words, { afterMs: this.#fillerAfterMs, language, clock: this.#clock });
  }

  #emitTranscript(itemId: string, text: string): void {
    if (!this.#transcribes) return;
    const unclear = text !== '' && understood(text) === '';
    this.#emitter.emit('transcribed', { itemId, text: unclear ? '' : text, unclear });
  }

  #notUnderstood(error: unknown): string {
    this.#speaker.warn(error);
    if (!this.#speaker.busy && !this.#speaker.paused) this.#speaker.apologise(mannerOf(this.#settings));
    return '';
  }

  #reportIgnored(settings: ConversationSettings): void {
    for (const name of this.#options.brain.ignores ?? []) {
      if (settings[name] === undefined || this.#ignored.has(name)) continue;
      this.#ignored.add(name);
      const message = `${name} has no effect: ${this.#options.brain.label}`;
      this.#emitter.emit('warning', { code: 'config.ignored', message });
    }
  }

  get #transcribes(): boolean {
    return this.#settings.transcription !== false;
  }
}
