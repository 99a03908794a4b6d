import { silentLogger, systemClock, TypedEmitter, type Clock, type Events, type Logger } from '@visavis/core';
import { Answering, mannerOf } from '../answering.js';
import type { ConversationEvents } from '../conversation-events.js';
import { turnDetectionOf, type ConversationSettings, type ReplyOverrides } from '../conversation-settings.js';
import type { ConversationState } from '../conversation-state.js';
import type { Dialogue } from '../dialogue.js';
import { History, type HistoryItem, type Position } from '../history.js';
import type { Interlocution, Interlocutor, SoundReply } from '../interlocutor.js';
import { Interruptions } from '../interruptions.js';
import { Listener, type ListenerEvents, type UtteranceEnd } from '../listening/listener.js';
import type {
  Aligner,
  HistoryMessage,
  ShownPicture,
  SpeechOutput,
  Synthesizer,
  VoiceActivityDetector,
} from '../ports.js';
import { ReplyRecord } from '../replying/reply-record.js';
import { ReplySpeaker, verbatim } from '../replying/reply-speaker.js';
import { SoundedReply } from '../replying/sounded-reply.js';
import { Timings } from '../replying/timings.js';
import type { OwnTools } from '../tools/own-tools.js';
import { turnTakingOf, type TurnTaking } from '../turn-taking.js';
import { HeldUtterance } from './held-utterance.js';
import { OwnToolCalls } from './own-tool-calls.js';

/** The ports of one exchange. Engines are shared by all conversations; `output` is its own. */
export interface ExchangeOptions {
  readonly interlocutor: Interlocutor;
  readonly vad: VoiceActivityDetector;
  /** Says what the interlocutor does not say: texts of the client, and apologies. */
  readonly synthesizer: Synthesizer;
  /** Finds the sounds of the interlocutor's speech, for the mouth. */
  readonly aligner: Aligner;
  readonly output: SpeechOutput;
  /** Tools of the server, which the interlocutor may call beside those of the client. @defaultValue none */
  readonly tools?: OwnTools | undefined;
  readonly turnTaking?: TurnTaking | undefined;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/**
 * One user's conversation with an interlocutor, which hears and speaks by itself. When the user speaks, whether that is an
 * echo, and when the turn has ended is decided here: the interlocutor receives whole utterances, and is asked for replies.
 * It forgets what was not heard of them.
 */
export class Exchange implements Dialogue {
  readonly #options: ExchangeOptions;
  readonly #clock: Clock;
  readonly #emitter: TypedEmitter<ConversationEvents>;
  readonly #history = new History();
  readonly #timings = new Timings();
  readonly #interlocution: Interlocution;
  readonly #listener: Listener;
  readonly #speaker: ReplySpeaker;
  readonly #answering: Answering;
  readonly #ownCalls: OwnToolCalls;
  readonly #stopWatchingOutput: () => void;
  #settings: ConversationSettings = {};
  /** The utterance that was begun last. */
  #utterance: HeldUtterance | undefined;
  /** Its id in the history, while it is being spoken. */
  #itemId: string | undefined;
  /** The reply that the interlocutor speaks now. */
  #reply: SoundReply | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    const { vad, interlocutor, synthesizer, output, clock = systemClock, logger = silentLogger } = options;
    this.#clock = clock;
    this.#emitter = new TypedEmitter(logger);
    this.#interlocution = interlocutor.open({
      history: () => this.#history.items,
      warn: (code, message) => this.#emitter.emit('warning', { code, message }),
    });
    this.#speaker = new ReplySpeaker({
      ports: { synthesizer, output, clock },
      emitter: this.#emitter,
      logger,
      begun: () => new ReplyRecord(this.#history, this.#timings),
      idle: () => this.#answering.ifDue(),
    });
    // An interlocutor receives the utterance while it is spoken: what it has heard cannot be no turn.
    const interruptions = new Interruptions({ speaker: this.#speaker, clock, leastWords: 0, hearsWords: () => false });
    this.#answering = new Answering({
      answer: (settings) => ({ sounds: (events, { written }) => this.#sound(settings, { events, written }) }),
      history: this.#history,
      speaker: this.#speaker,
      interruptions,
    });
    this.#ownCalls = new OwnToolCalls(options.tools, {
      answered: (callId, output) => this.#interlocution.add({ id: callId, role: 'toolOutput', callId, output }),
      allAnswered: () => this.#answering.toolAnswered(),
    });
    const recognizer = { open: () => (this.#utterance = this.#openUtterance()) };
    const { endOfTurn } = turnTakingOf(options.turnTaking);
    this.#listener = new Listener({ vad, recognizer, detection: undefined, endOfTurn, clock, logger });
    this.#stopWatchingOutput = output.onSent((samples) => this.#listener.played(samples));
    this.#listener.events.on('utteranceStarted', (started) => this.#utteranceStarted(started));
    this.#listener.events.on('utteranceEnded', (ended) => this.#utteranceEnded(ended));
    this.#listener.events.on('failed', ({ error }) => this.#speaker.warn(error));
    this.#emitter.on('replyDone', ({ itemId }) => this.#replyDone(itemId));
    this.configure({});
  }

  get events(): Events<ConversationEvents> {
    return this.#emitter;
  }

  get state(): ConversationState {
    return this.#speaker.state;
  }

  get history(): readonly HistoryItem[] {
    return this.#history.items;
  }

  hear(samples: Float32Array): void {
    if (!this.#closed) this.#listener.hear(samples);
  }

  configure(settings: ConversationSettings): void {
    this.#settings = settings;
    this.#answering.settings = settings;
    this.#listener.detection = turnDetectionOf(settings);
    this.#listener.language = settings.language;
    this.#interlocution.configure({ ...settings, tools: this.#ownCalls.offeredWith(settings.tools) });
  }

  addItem(item: HistoryMessage, position: Position = {}): string | undefined {
    if (item.role === 'user') this.#answering.typed();
    const id = this.#history.add(item, position);
    if (id !== undefined) this.#interlocution.add({ ...item, id }, position.afterId);
    return id;
  }

  deleteItem(id: string): boolean {
    const deleted = this.#history.delete(id);
    if (deleted) this.#interlocution.delete(id);
    return deleted;
  }

  truncateItem(id: string, heardMs: number): boolean {
    if (this.#speaker.itemId === id) this.#speaker.interrupt();
    const text = this.#timings.textUntil(id, heardMs);
    if (text === undefined) return false;
    this.#history.fill(id, text);
    this.#interlocution.truncate(id, heardMs, text);
    return true;
  }

  addToolOutput(callId: string, output: string): boolean {
    return this.addItem({ role: 'toolOutput', callId, output }) !== undefined;
  }

  addPicture(picture: ShownPicture): void {
    this.#answering.shown(picture);
    this.#interlocution.show(picture);
  }

  createResponse(overrides: ReplyOverrides = {}): void {
    this.#answering.requested(overrides);
  }

  say(text: string): void {
    this.#speaker.say({ ...mannerOf(this.#settings), words: verbatim(text), written: false });
  }

  cancelResponse(): void {
    this.#ownCalls.cancel();
    this.#answering.cancelled();
  }

  commit(): void {
    if (!this.#closed) this.#listener.commit();
  }

  clearInput(): void {
    if (!this.#closed) this.#listener.clear();
  }

  close(): void {
    this.#emitter.clear();
    this.#stopWatchingOutput();
    this.#ownCalls.cancel();
    this.#listener.close();
    this.#speaker.close();
    this.#interlocution.close();
  }

  get #closed(): boolean {
    return this.#speaker.state.name === 'closed';
  }

  /** Where turns are taken by hand, everything is the user's. */
  #openUtterance(): HeldUtterance {
    const utterance = new HeldUtterance(this.#interlocution);
    if (!this.#listener.detection) utterance.begin();
    return utterance;
  }

  #utteranceStarted({ audioStartMs }: ListenerEvents['utteranceStarted']): void {
    this.#utterance?.begin();
    this.#ownCalls.cancel();
    this.#answering.utteranceStarted();
    this.#itemId = this.#history.newId();
    this.#emitter.emit('speechStarted', { itemId: this.#itemId, audioStartMs });
  }

  /** The answer does not wait for the transcript: the interlocutor has heard the user by itself. */
  #utteranceEnded({ detected, audioEndMs, endpointMs, transcript }: UtteranceEnd): void {
    const decidedMs = this.#clock.nowMs();
    const itemId = this.#itemId ?? this.#history.newId();
    this.#itemId = undefined;
    if (detected) this.#emitter.emit('speechStopped', { itemId, audioEndMs });
    const isTurn = this.#utterance?.sent === true;
    if (isTurn) {
      // Its place is in front of the answer, however late its words come.
      this.#history.append({ role: 'user', text: '' }, itemId);
      this.#utterance?.keptAs(itemId);
    }
    void this.#transcribe(itemId, transcript, isTurn);
    this.#answering.utteranceEnded();
    this.#answering.transcribed(isTurn ? { endpointMs, decidedMs, transcribedMs: decidedMs } : undefined, detected);
  }

  async #transcribe(itemId: string, transcript: Promise<string>, isTurn: boolean): Promise<void> {
    const text = await transcript.catch((error: unknown) => this.#notTranscribed(error));
    if (this.#closed) return;
    this.#history.fill(itemId, text);
    if (this.#settings.transcription !== false)
      this.#emitter.emit('transcribed', { itemId, text, unclear: isTurn && text === '' });
    if (text !== '') this.#emitter.emit('turnTaken', { itemId, text });
  }

  /** The interlocutor has heard the utterance all the same, so that it is no reason to apologise. */
  #notTranscribed(error: unknown): string {
    this.#speaker.warn(error);
    return '';
  }

  #sound(
    settings: ConversationSettings & ReplyOverrides,
    { events, written = false }: { events: ConstructorParameters<typeof SoundedReply>[2]['events']; written?: boolean },
  ): SoundedReply {
    const { aligner, output } = this.#options;
    const { language } = settings;
    const tools = this.#ownCalls.offeredWith(settings.tools);
    const reply = this.#ownCalls.from(this.#interlocution.respond({ ...settings, tools }), settings.tools);
    this.#reply = reply;
    const align = () => aligner.open(language === undefined ? {} : { language });
    return new SoundedReply(reply, { output, clock: this.#clock, align }, { events, written });
  }

  /** What was heard of a reply is in the history now; the interlocutor knows it of its own, but of no other. */
  #replyDone(itemId: string): void {
    const reply = this.#reply;
    this.#reply = undefined;
    const item = this.#history.items.find(({ id }) => id === itemId);
    if (reply) reply.keptAs(itemId, item && 'text' in item ? item.text : '');
    else if (item) this.#interlocution.add(item);
  }
}
