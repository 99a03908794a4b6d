import { mannerOf, type Shown } from './answering.js';
import { turnDetectionOf, type ConversationSettings, type ReplyOverrides } from './conversation-settings.js';
import type { UtteranceEnd } from './listening/listener.js';
import { understood } from './listening/murmur.js';
import type { Brain, UsedRecognizer, VoiceActivityDetector } from './ports.js';
import { Preemption } from './preemption.js';
import { withFiller } from './replying/filler.js';
import type { Words } from './replying/reply.js';
import { replyRequest } from './reply-request.js';
import { TurnBasedDialogue, type DialoguePorts, type EndedUtterance } from './turn-based-dialogue.js';
import { turnTakingOf } from './turn-taking.js';

/**
 * The ports of one conversation, and what it starts with. Engines are shared by all conversations; `output` is its own.
 */
export interface ConversationOptions extends DialoguePorts {
  readonly vad: VoiceActivityDetector;
  readonly recognizer: UsedRecognizer;
  readonly brain: Brain;
  readonly settings?: ConversationSettings;
}

/** One user's conversation with a brain: what the user says is understood, and the answer is thought of and spoken. */
export class Conversation extends TurnBasedDialogue {
  readonly #brain: Brain;
  readonly #fillerAfterMs: number;
  readonly #preemption: Preemption | undefined;
  /** Settings that the brain ignores, as reported to the client. */
  readonly #ignored = new Set<string>();

  constructor(options: ConversationOptions) {
    const { vad, recognizer, brain, settings = {} } = options;
    const { interruptWords: leastWords, fillerAfterMs, preemptive } = turnTakingOf(options.turnTaking);
    super(options, {
      vad,
      recognizer,
      leastWords,
      hearsWords: () => recognizer.info.streams,
      answer: (asked, shown) => ({ words: this.#wordsOf(asked, shown) }),
    });
    this.#brain = brain;
    this.#fillerAfterMs = fillerAfterMs;
    this.#preemption = preemptive ? new Preemption(brain) : undefined;
    this.listener.events.on('interimRecognised', ({ text }) => this.#interimRecognised(text));
    this.listener.events.on('paused', ({ text }) => this.#paused(text));
    this.configure(settings);
  }

  /** Frames of microphone sound, 32 ms each, dropped because the detector could not keep up. */
  get droppedFrames(): number {
    return this.listener.dropped;
  }

  override configure(settings: ConversationSettings): void {
    super.configure(settings);
    this.listener.tools = settings.tools ?? [];
    this.#reportIgnored(settings);
  }

  override close(): void {
    this.#preemption?.drop();
    super.close();
  }

  protected utteranceEnded(ended: UtteranceEnd, utterance: EndedUtterance): void {
    void this.#take(ended, utterance);
  }

  async #take({ detected, endpointMs, far, transcript }: UtteranceEnd, { itemId, decidedMs }: EndedUtterance) {
    const text = await transcript.catch((error: unknown) => this.#notUnderstood(error));
    if (this.closed) return;
    const isTurn = text !== '' && !(far && understood(text) === '') && !this.interruptions.isAside(text);
    this.#emitTranscript(itemId, text);
    if (!isTurn) return this.answering.transcribed(undefined, detected);
    this.entries.append({ role: 'user', text }, itemId);
    this.emitter.emit('turnTaken', { itemId, text });
    this.answering.transcribed({ endpointMs, decidedMs, transcribedMs: this.clock.nowMs() }, detected);
  }

  #interimRecognised(text: string): void {
    this.interruptions.interimHeard(text);
    this.#preemption?.heard(text);
    if (!this.itemId || !this.transcribes) return;
    this.emitter.emit('interimTranscribed', { itemId: this.itemId, text: understood(text) === '' ? '' : text });
  }

  /** The user pauses: where no reply is being said, this may be the question. */
  #paused(text: string): void {
    const { busy, paused } = this.speaker;
    const answered = turnDetectionOf(this.settings)?.createResponse === true;
    if (!this.#preemption || !answered || busy || paused || understood(text) === '') return;
    const items = [...this.entries.items, { id: '', role: 'user' as const, text }];
    this.#preemption.guess(replyRequest(items, this.settings));
  }

  #wordsOf(settings: ConversationSettings & ReplyOverrides, shown: Shown): Words {
    // The request is built after the current reply has been cut, so that the history holds what was heard of it.
    const words: Words = (signal) =>
      (this.#preemption ?? this.#brain).reply({ ...replyRequest(this.entries.items, settings), ...shown }, { signal });
    const { language, modalities } = settings;
    const asked = this.entries.items.length > 0;
    if (this.#fillerAfterMs === 0 || modalities === 'text' || !asked) return words;
    return withFiller(words, { afterMs: this.#fillerAfterMs, language, clock: this.clock });
  }

  #emitTranscript(itemId: string, text: string): void {
    if (!this.transcribes) return;
    const unclear = text !== '' && understood(text) === '';
    this.emitter.emit('transcribed', { itemId, text: unclear ? '' : text, unclear });
  }

  #notUnderstood(error: unknown): string {
    this.speaker.warn(error);
    if (!this.speaker.busy && !this.speaker.paused) this.speaker.apologise(mannerOf(this.settings));
    return '';
  }

  #reportIgnored(settings: ConversationSettings): void {
    for (const name of this.#brain.ignores ?? []) {
      if (settings[name] === undefined || this.#ignored.has(name)) continue;
      this.#ignored.add(name);
      const message = `${name} has no effect: ${this.#brain.label}`;
      this.emitter.emit('warning', { code: 'config.ignored', message });
    }
  }
}
