import {
  CodedError,
  silentLogger,
  systemClock,
  TypedEmitter,
  type Clock,
  type Events,
  type Logger,
} from '@visavis/core';
import type { ConversationEvents, StageTimes } from './conversation-events.js';
import { nextConversationState, type ConversationInput, type ConversationState } from './conversation-state.js';
import { History, type HistoryItem } from './history.js';
import { Listener, type ListenerEvents } from './listening/listener.js';
import type {
  Brain,
  ChatMessage,
  SpeechOutput,
  SpeechRecognizer,
  Synthesizer,
  VoiceActivityDetector,
} from './ports.js';
import { Reply, verbatim, type ReplyTimes } from './replying/reply.js';
import { DEFAULT_SETTINGS, type ConversationSettings } from './settings.js';

export interface ConversationOptions {
  readonly vad: VoiceActivityDetector;
  readonly recognizer: SpeechRecognizer;
  readonly brain: Brain;
  readonly synthesizer: Synthesizer;
  readonly output: SpeechOutput;
  readonly settings?: Partial<ConversationSettings>;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** The user's turn that a reply answers, for telling how long each stage took. */
interface Asked {
  readonly endpointMs: number;
  readonly decidedMs: number;
  readonly transcribedMs: number;
}

/** Speech shorter than this in which nothing was understood is let pass as noise; after longer speech the face says so. */
const MISHEARD_MS = 700;
const APOLOGY = 'I am sorry, something went wrong on my side. Please try again.';

/**
 * One user's talk with the face: hears, takes turns, has the answer made and spoken, and falls silent when spoken over.
 * One reply at a time: a new one replaces the one that sounds. Closing it ends everything it started.
 */
export class Conversation {
  readonly #options: ConversationOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #emitter: TypedEmitter<ConversationEvents>;
  readonly #history = new History();
  readonly #listener: Listener;
  readonly #stopListeningToOutput: () => void;
  #settings: ConversationSettings;
  #state: ConversationState = { name: 'listening' };
  #reply: { id: string; reply: Reply } | undefined;
  #utteranceId: string | undefined;
  #nextId = 1;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#logger = options.logger ?? silentLogger;
    this.#emitter = new TypedEmitter(this.#logger);
    this.#settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.#listener = new Listener({
      vad: options.vad,
      recognizer: options.recognizer,
      detection: this.#settings.turnDetection,
      clock: this.#clock,
      logger: this.#logger,
    });
    this.#stopListeningToOutput = options.output.onSent((samples) => this.#listener.played(samples));
    this.#listener.events.on('utteranceStarted', (event) => this.#utteranceStarted(event));
    this.#listener.events.on('interimRecognised', ({ text }) => this.#interimRecognised(text));
    this.#listener.events.on('utteranceEnded', (event) => void this.#utteranceEnded(event));
    this.#listener.events.on('failed', ({ error }) => this.#warn(error));
  }

  get events(): Events<ConversationEvents> {
    return this.#emitter;
  }

  get state(): ConversationState {
    return this.#state;
  }

  get settings(): ConversationSettings {
    return this.#settings;
  }

  get history(): readonly HistoryItem[] {
    return this.#history.items;
  }

  /** @param samples The microphone, mono at 16 kHz, −1…1, gapless, any length. Bursts are normal. */
  hear(samples: Float32Array): void {
    if (this.#state.name !== 'closed') this.#listener.hear(samples);
  }

  /** Never touches a running reply or an utterance on its way. */
  configure(settings: Partial<ConversationSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    this.#listener.detection = this.#settings.turnDetection;
  }

  /** Adds to the history without answering. @returns The item's id. */
  addItem(role: ChatMessage['role'], text: string): string {
    return this.#history.add({ role, text }, this.#newId('item'));
  }

  deleteItem(id: string): boolean {
    return this.#history.delete(id);
  }

  /** Answers the conversation as it stands; greets when nothing was said yet. */
  createResponse(): void {
    this.#answer(undefined);
  }

  /** Has `text` spoken as it is. */
  say(text: string): void {
    this.#start(verbatim(text), undefined);
  }

  /** Stops the reply, if there is one. */
  cancelResponse(): void {
    const running = this.#reply;
    if (!running) return;
    this.#finish(running.id, running.reply.interrupt(), true);
  }

  /** Ends the user's turn now. */
  commit(): void {
    this.#listener.commit();
  }

  /** Forgets what the user is saying right now. */
  clearInput(): void {
    this.#listener.clear();
  }

  /** Ends everything; no event comes afterwards. Idempotent. */
  close(): void {
    if (this.#state.name === 'closed') return;
    this.#step({ type: 'closed' });
    this.#emitter.clear();
    this.#stopListeningToOutput();
    this.#listener.close();
    this.#reply?.reply.interrupt();
    this.#reply = undefined;
  }

  #utteranceStarted({ audioStartMs }: ListenerEvents['utteranceStarted']): void {
    if (this.#settings.interruptResponse) this.cancelResponse();
    this.#utteranceId = this.#newId('item');
    this.#emitter.emit('speechStarted', { itemId: this.#utteranceId, audioStartMs });
  }

  #interimRecognised(text: string): void {
    if (this.#utteranceId) this.#emitter.emit('interimTranscribed', { itemId: this.#utteranceId, text });
  }

  async #utteranceEnded(event: ListenerEvents['utteranceEnded']): Promise<void> {
    const decidedMs = this.#clock.nowMs();
    const detected = this.#utteranceId !== undefined;
    const itemId = this.#utteranceId ?? this.#newId('item');
    this.#utteranceId = undefined;
    if (detected) this.#emitter.emit('speechStopped', { itemId, audioEndMs: event.audioEndMs });
    const text = await event.transcript.catch((error: unknown) => {
      this.#warn(error);
      return '';
    });
    if (this.#state.name === 'closed') return;
    this.#emitter.emit('transcribed', { itemId, text });
    if (text !== '') this.#history.add({ role: 'user', text }, itemId);
    if (!detected || !this.#settings.createResponse) return;
    const asked = { endpointMs: event.endpointMs, decidedMs, transcribedMs: this.#clock.nowMs() };
    if (text !== '') this.#answer(asked);
    else if (event.voicedMs >= MISHEARD_MS && !this.#reply) this.#answer(asked, [{ role: 'user', text: '' }]);
  }

  #answer(asked: Asked | undefined, extra: readonly ChatMessage[] = []): void {
    const { instructions, temperature, maxTokens } = this.#settings;
    const history = [...this.#history.items.map(({ role, text }) => ({ role, text })), ...extra];
    const request = { history, instructions, temperature, maxTokens };
    this.#start((signal) => this.#options.brain.reply(request, { signal }), asked);
  }

  #start(
    words: AsyncIterable<string> | ((signal: AbortSignal) => AsyncIterable<string>),
    asked: Asked | undefined,
  ): void {
    if (this.#state.name === 'closed') return;
    this.cancelResponse();
    const replyId = this.#newId('resp');
    const { synthesizer, output } = this.#options;
    const reply = new Reply(
      { synthesizer, output, clock: this.#clock },
      {
        textAdded: (text) => this.#emitter.emit('replyDelta', { replyId, text }),
        sounded: (times) => this.#sounded(replyId, times, asked),
      },
    );
    this.#reply = { id: replyId, reply };
    this.#step({ type: 'reply.asked', replyId });
    this.#emitter.emit('replyStarted', { replyId });
    void this.#run(replyId, reply, typeof words === 'function' ? words(reply.signal) : words);
  }

  async #run(replyId: string, reply: Reply, words: AsyncIterable<string>): Promise<void> {
    try {
      await reply.run(words, this.#settings.voice);
      this.#finish(replyId, reply.text, false);
    } catch (error) {
      // An interrupted reply was finished by whoever interrupted it.
      if (this.#reply?.id !== replyId) return;
      this.#finish(replyId, reply.interrupt(), true);
      this.#warn(error);
      if (reply.text !== APOLOGY) this.say(APOLOGY);
    }
  }

  #sounded(replyId: string, times: ReplyTimes, asked: Asked | undefined): void {
    this.#step({ type: 'reply.sounded', replyId });
    this.#emitter.emit('latency', { replyId, stages: stageTimes(times, asked) });
  }

  #finish(replyId: string, text: string, interrupted: boolean): void {
    if (this.#reply?.id !== replyId) return;
    this.#reply = undefined;
    if (text !== '') this.#history.add({ role: 'assistant', text }, this.#newId('item'));
    this.#step({ type: 'reply.ended', replyId });
    this.#emitter.emit('replyDone', { replyId, text, interrupted });
    this.#emitter.emit('audioDone', { replyId });
  }

  #step(input: ConversationInput): void {
    const from = this.#state;
    this.#state = nextConversationState(from, input);
    if (this.#state !== from) this.#emitter.emit('stateChanged', { from, to: this.#state });
  }

  #warn(error: unknown): void {
    if (this.#state.name === 'closed') return;
    const code = error instanceof CodedError ? error.code : 'provider.failed';
    this.#logger.warn('a stage of the turn failed', { code, error });
    this.#emitter.emit('warning', { code, message: error instanceof Error ? error.message : String(error) });
  }

  #newId(kind: 'item' | 'resp'): string {
    return `${kind}_${this.#nextId++}`;
  }
}

function stageTimes(times: ReplyTimes, asked: Asked | undefined): StageTimes {
  const stages = {
    replyMs: times.firstTextMs - times.askedMs,
    synthesisMs: times.firstAudioMs - times.firstTextMs,
    playoutMs: times.firstPacketMs - times.firstAudioMs,
  };
  if (!asked) return { ...stages, totalMs: times.firstPacketMs - times.askedMs };
  return {
    endpointMs: asked.endpointMs,
    recognitionMs: asked.transcribedMs - asked.decidedMs,
    ...stages,
    totalMs: asked.endpointMs + times.firstPacketMs - asked.decidedMs,
  };
}
