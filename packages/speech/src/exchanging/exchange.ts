import type { ConversationSettings, ReplyOverrides } from '../conversation-settings.js';
import type { Position } from '../history.js';
import type { Interlocution, Interlocutor, SoundReply } from '../interlocutor.js';
import type { ListenerEvents, UtteranceEnd } from '../listening/listener.js';
import type { Aligner, HistoryMessage, ShownPicture, VoiceActivityDetector } from '../ports.js';
import type { ReplyEvents } from '../replying/reply.js';
import { SoundedReply } from '../replying/sounded-reply.js';
import type { OwnTools } from '../tools/own-tools.js';
import { TurnBasedDialogue, type DialoguePorts, type EndedUtterance } from '../turn-based-dialogue.js';
import { HeldUtterance } from './held-utterance.js';
import { OwnToolCalls } from './own-tool-calls.js';

/**
 * The ports of one exchange. Engines are shared by all conversations; `output` is its own. The synthesiser says what the
 * interlocutor does not say: texts of the client, and apologies.
 */
export interface ExchangeOptions extends DialoguePorts {
  readonly interlocutor: Interlocutor;
  readonly vad: VoiceActivityDetector;
  /** Finds the sounds of the interlocutor's speech, for the mouth. */
  readonly aligner: Aligner;
  /** Tools of the server, which the interlocutor may call beside those of the client. @defaultValue none */
  readonly tools?: OwnTools | undefined;
}

/**
 * One user's conversation with an interlocutor, which hears and speaks by itself. When the user speaks, whether that is an
 * echo, and when the turn has ended is decided here: the interlocutor receives whole utterances, and is asked for replies.
 * It forgets what was not heard of them.
 */
export class Exchange extends TurnBasedDialogue {
  readonly #options: ExchangeOptions;
  readonly #interlocution: Interlocution;
  readonly #ownCalls: OwnToolCalls;
  /** The utterance that was begun last. */
  #utterance: HeldUtterance | undefined;
  /** The reply that the interlocutor speaks now. */
  #reply: SoundReply | undefined;

  constructor(options: ExchangeOptions) {
    super(options, {
      vad: options.vad,
      recognizer: { open: () => (this.#utterance = this.#openUtterance()) },
      // An interlocutor receives the utterance while it is spoken: what it has heard cannot be no turn.
      leastWords: 0,
      hearsWords: () => false,
      answer: (settings) => ({ sounds: (events, { written }) => this.#sound(settings, { events, written }) }),
    });
    this.#options = options;
    this.#interlocution = options.interlocutor.open({
      history: () => this.entries.items,
      warn: (code, message) => this.emitter.emit('warning', { code, message }),
    });
    this.#ownCalls = new OwnToolCalls(options.tools, {
      answered: (callId, output) => this.#interlocution.add({ id: callId, role: 'toolOutput', callId, output }),
      allAnswered: () => this.answering.toolAnswered(),
    });
    this.emitter.on('replyDone', ({ itemId }) => this.#replyDone(itemId));
    this.configure({});
  }

  override configure(settings: ConversationSettings): void {
    super.configure(settings);
    this.#interlocution.configure({ ...settings, tools: this.#ownCalls.offeredWith(settings.tools) });
  }

  override addItem(item: HistoryMessage, position: Position = {}): string | undefined {
    const id = super.addItem(item, position);
    if (id !== undefined) this.#interlocution.add({ ...item, id }, position.afterId);
    return id;
  }

  override deleteItem(id: string): boolean {
    const deleted = super.deleteItem(id);
    if (deleted) this.#interlocution.delete(id);
    return deleted;
  }

  override addPicture(picture: ShownPicture): void {
    super.addPicture(picture);
    this.#interlocution.show(picture);
  }

  override cancelResponse(): void {
    this.#ownCalls.cancel();
    super.cancelResponse();
  }

  override close(): void {
    this.#ownCalls.cancel();
    super.close();
    this.#interlocution.close();
  }

  protected override truncated(id: string, heardMs: number): string | undefined {
    const text = super.truncated(id, heardMs);
    if (text !== undefined) this.#interlocution.truncate(id, heardMs, text);
    return text;
  }

  protected override utteranceStarted(started: ListenerEvents['utteranceStarted']): void {
    this.#utterance?.begin();
    this.#ownCalls.cancel();
    super.utteranceStarted(started);
  }

  /** The answer does not wait for the transcript: the interlocutor has heard the user by itself. */
  protected utteranceEnded(ended: UtteranceEnd, { itemId, decidedMs }: EndedUtterance): void {
    const { detected, endpointMs, transcript } = ended;
    const isTurn = this.#utterance?.sent === true;
    if (isTurn) {
      // Its place is in front of the answer, however late its words come.
      this.entries.append({ role: 'user', text: '' }, itemId);
      this.#utterance?.keptAs(itemId);
    }
    void this.#transcribe(itemId, transcript, isTurn);
    this.answering.transcribed(isTurn ? { endpointMs, decidedMs, transcribedMs: decidedMs } : undefined, detected);
  }

  /** Where turns are taken by hand, everything is the user's. */
  #openUtterance(): HeldUtterance {
    const utterance = new HeldUtterance(this.#interlocution);
    if (!this.listener.detection) utterance.begin();
    return utterance;
  }

  async #transcribe(itemId: string, transcript: Promise<string>, isTurn: boolean): Promise<void> {
    const text = await transcript.catch((error: unknown) => this.#notTranscribed(error));
    if (this.closed) return;
    this.entries.fill(itemId, text);
    if (this.transcribes) this.emitter.emit('transcribed', { itemId, text, unclear: isTurn && text === '' });
    if (text !== '') this.emitter.emit('turnTaken', { itemId, text });
  }

  /** The interlocutor has heard the utterance all the same, so that it is no reason to apologise. */
  #notTranscribed(error: unknown): string {
    this.speaker.warn(error);
    return '';
  }

  #sound(
    settings: ConversationSettings & ReplyOverrides,
    { events, written = false }: { events: ReplyEvents; written?: boolean | undefined },
  ): SoundedReply {
    const { aligner, output } = this.#options;
    const { language } = settings;
    const tools = this.#ownCalls.offeredWith(settings.tools);
    const reply = this.#ownCalls.from(this.#interlocution.respond({ ...settings, tools }), settings.tools);
    this.#reply = reply;
    const align = () => aligner.open(language === undefined ? {} : { language });
    return new SoundedReply(reply, { output, clock: this.clock, align }, { events, written });
  }

  /** What was heard of a reply is in the history now; the interlocutor knows it of its own, but of no other. */
  #replyDone(itemId: string): void {
    const reply = this.#reply;
    this.#reply = undefined;
    const item = this.entries.items.find(({ id }) => id === itemId);
    if (reply) reply.keptAs(itemId, item && 'text' in item ? item.text : '');
    else if (item) this.#interlocution.add(item);
  }
}
