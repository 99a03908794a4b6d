import { silentLogger, systemClock, TypedEmitter, type Clock, type Events, type Logger } from '@visavis/core';
import { AnswerDue } from './answer-due.js';
import type { ConversationEvents } from './conversation-events.js';
import type { ConversationState } from './conversation-state.js';
import { History, type HistoryItem } from './history.js';
import { Listener, type ListenerEvents, type UtteranceEnd } from './listening/listener.js';
import type {
  Brain,
  ChatMessage,
  SpeechOutput,
  SpeechRecognizer,
  Synthesizer,
  VoiceActivityDetector,
} from './ports.js';
import { Mouth, verbatim } from './replying/mouth.js';
import type { AnsweredTurn } from './replying/stage-times.js';
import { turnDetectionOf, type ConversationSettings, type TurnDetection } from './settings.js';

export interface ConversationOptions {
  readonly vad: VoiceActivityDetector;
  readonly recognizer: SpeechRecognizer;
  readonly brain: Brain;
  readonly synthesizer: Synthesizer;
  readonly output: SpeechOutput;
  readonly settings?: ConversationSettings;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * One user's talk with the face: hears, takes turns, has the answer made and spoken, and falls silent when spoken over.
 * Owns what it opens from the ports, not the ports. Knows no socket and no vendor.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #clock: Clock;
  readonly #emitter: TypedEmitter<ConversationEvents>;
  readonly #history = new History();
  readonly #due = new AnswerDue();
  readonly #listener: Listener;
  readonly #mouth: Mouth;
  readonly #stopWatchingOutput: () => void;
  #settings: ConversationSettings = {};
  #detection: Required<TurnDetection> | undefined;
  /** The utterance being spoken. */
  #itemId: string | undefined;
  /** The turn that has no answer yet. */
  #turn: AnsweredTurn | undefined;

  constructor(options: ConversationOptions) {
    this.#options = options;
    const { vad, recognizer, synthesizer, output, clock = systemClock, logger = silentLogger } = options;
    this.#clock = clock;
    this.#emitter = new TypedEmitter(logger);
    this.#mouth = new Mouth({
      ports: { synthesizer, output, clock },
      emitter: this.#emitter,
      logger,
      begun: () => {
        // An answer belongs behind what it answers, however late it is known how much of it was heard.
        const id = this.#history.add({ role: 'assistant', text: '' });
        return (heard) => this.#history.fill(id, heard);
      },
      idle: () => this.#answerIfDue(),
    });
    this.#listener = new Listener({ vad, recognizer, detection: undefined, clock, logger });
    this.configure(options.settings ?? {});
    this.#stopWatchingOutput = output.onSent((samples) => this.#listener.played(samples));
    this.#listener.events.on('utteranceStarted', (started) => this.#utteranceStarted(started));
    this.#listener.events.on('interimRecognised', ({ text }) => this.#interimRecognised(text));
    this.#listener.events.on('utteranceEnded', (ended) => void this.#utteranceEnded(ended));
    this.#listener.events.on('failed', ({ error }) => this.#mouth.warn(error));
  }

  get events(): Events<ConversationEvents> {
    return this.#emitter;
  }

  get state(): ConversationState {
    return this.#mouth.state;
  }

  /** Oldest first; the latest 100 items. Of the face's words only those that were heard. */
  get history(): readonly HistoryItem[] {
    return this.#history.items;
  }

  /** Pieces of microphone sound, 32 ms each, given up because the detector could not follow. */
  get droppedFrames(): number {
    return this.#listener.dropped;
  }

  /** @param samples The microphone, mono at 16 kHz, −1…1, gapless, any length. Bursts are normal. */
  hear(samples: Float32Array): void {
    if (!this.#closed) this.#listener.hear(samples);
  }

  /** Replaces the settings. They count from the next frame of sound and the next reply on; a running one is left alone. */
  configure(settings: ConversationSettings): void {
    this.#settings = settings;
    this.#detection = turnDetectionOf(settings);
    this.#listener.detection = this.#detection;
  }

  /** Adds to the history without answering. @returns The item's id. */
  addItem(role: ChatMessage['role'], text: string): string {
    // What is typed is answered now; the user's last sound has no part in how long that takes.
    if (role === 'user') this.#turn = undefined;
    return this.#history.add({ role, text });
  }

  /** @returns Whether there was such an item. */
  deleteItem(id: string): boolean {
    return this.#history.delete(id);
  }

  /**
   * Answers the conversation as it stands; with an empty history that is a greeting. Waits for the transcript of a turn
   * that has just ended. Takes the place of what is being said: who asks again wants the new answer, not both.
   */
  createResponse(): void {
    this.#due.requested();
    this.#answerIfDue();
  }

  /** Has `text` spoken as it is, in place of what is being said. */
  say(text: string): void {
    this.#mouth.say({ words: verbatim(text), voice: this.#settings.voice });
  }

  /** Stops the reply that is thought or said, and the one that is due. */
  cancelResponse(): void {
    this.#due.cancelled();
    this.#turn = undefined;
    this.#mouth.interrupt();
  }

  /** Ends the user's turn now; without turn detection that is all that was said since the last time. */
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
    this.#mouth.close();
  }

  get #closed(): boolean {
    return this.#mouth.state.name === 'closed';
  }

  #utteranceStarted({ audioStartMs }: ListenerEvents['utteranceStarted']): void {
    this.#due.utteranceStarted();
    if (this.#detection?.interruptResponse) this.#bargeIn();
    this.#itemId = this.#history.newId();
    this.#emitter.emit('speechStarted', { itemId: this.#itemId, audioStartMs });
  }

  #bargeIn(): void {
    const interrupted = this.#mouth.interrupt();
    // Should it turn out to be a cough, the question it cut off still wants its answer.
    if (interrupted?.speech.answers && interrupted.heard === '') {
      this.#turn = interrupted.speech.turn;
      this.#due.turnUnanswered();
    }
  }

  #interimRecognised(text: string): void {
    if (this.#itemId) this.#emitter.emit('interimTranscribed', { itemId: this.#itemId, text });
  }

  async #utteranceEnded({ detected, audioEndMs, endpointMs, transcript }: UtteranceEnd): Promise<void> {
    const decidedMs = this.#clock.nowMs();
    const itemId = this.#itemId ?? this.#history.newId();
    this.#itemId = undefined;
    this.#due.utteranceEnded();
    if (detected) this.#emitter.emit('speechStopped', { itemId, audioEndMs });
    const text = await transcript.catch((error: unknown) => this.#notUnderstood(error));
    if (this.#closed) return;
    this.#emitter.emit('transcribed', { itemId, text });
    if (text !== '') {
      this.#history.add({ role: 'user', text }, itemId);
      this.#turn = { endpointMs, decidedMs, transcribedMs: this.#clock.nowMs() };
    }
    this.#due.transcribed(text !== '' && detected && this.#detection?.createResponse !== false);
    this.#answerIfDue();
  }

  #notUnderstood(error: unknown): string {
    this.#mouth.warn(error);
    if (!this.#mouth.busy) this.#mouth.apologise(this.#settings.voice);
    return '';
  }

  #answerIfDue(): void {
    const mayInterrupt = this.#detection?.interruptResponse !== false || !this.#mouth.busy;
    if (!this.#due.take(mayInterrupt)) return;
    const { instructions, temperature, maxTokens, voice } = this.#settings;
    const turn = this.#turn;
    this.#turn = undefined;
    // The words are asked for once what is being said has been cut, so that the history holds what was heard of it.
    this.#mouth.say({
      words: (signal) => {
        const history = this.#history.items.map(({ role, text }) => ({ role, text }));
        return this.#options.brain.reply({ history, instructions, temperature, maxTokens }, { signal });
      },
      voice,
      turn,
      answers: true,
    });
  }
}
