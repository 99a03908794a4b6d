import { ERRORS, type Clock, type Expression } from '@visavis/core';
import { eachInTime } from '../deadline.js';
import type { EngineInfo } from '../engine.js';
import { languageOf } from '../languages/index.js';
import type { ReplyPart, SpeechOutput, Synthesizer } from '../ports.js';
import { sayableIn } from '../speakable/voice-script.js';
import { Pauses } from './pauses.js';
import { watchPlayout } from './playout-watch.js';
import { ReplyText, type Added } from './reply-text.js';
import type { Sentence } from './sentences.js';
import { Spoken } from './spoken.js';
import type { HeardReply } from './timings.js';

/**
 * Sentences synthesised ahead of the one that sounds: enough to hide the synthesis, little to throw away on a barge-in.
 */
const SENTENCES_AHEAD = 1;
/** A reply longer than this is cut: over ten minutes of speech. Bounds the sentences that wait, too. */
const MAX_REPLY_CHARS = 10_000;
interface Limit {
  readonly what: string;
  readonly withinMs: number;
}

/** A synthesiser that is silent for longer has lost the turn. */
const SYNTHESISER_LIMIT: Limit = { what: 'The synthesiser', withinMs: 20_000 };
/** A brain knows how long its service may be silent; one without words for longer has lost the turn whatever it does. */
const BRAIN_LIMIT: Limit = { what: 'The brain', withinMs: 180_000 };
/** A speaker whose sentence stops here says what there is of it. */
const PAUSE_MS = 2_000;

export interface ReplyPorts {
  readonly synthesizer: Synthesizer;
  readonly output: SpeechOutput;
  readonly clock: Clock;
}

/** Times of a reply's stages, ms on the clock. */
export interface ReplyTimes {
  readonly askedMs: number;
  readonly firstTextMs: number;
  readonly firstAudioMs: number;
  readonly firstPacketMs: number;
}

export interface ReplyEvents {
  textAdded(text: string): void;
  /** Tool calls and warnings, in their order. */
  partCame(part: Exclude<ReplyPart, { type: 'text' | 'retracted' }>): void;
  /** The first packet of the reply's sound was sent. */
  sounded(times: ReplyTimes): void;
  /** The part of the reply heard so far, a few times a second. */
  progressed(text: string, heardMs: number): void;
}

/** The source of a reply's words and tool calls. It reacts to the signal, or is abandoned. */
export type Words = (signal: AbortSignal) => AsyncIterable<ReplyPart>;

type TextPart = Extract<ReplyPart, { type: 'text' }>;

/** How a reply is presented. */
export interface Manner {
  /** The language of the reply, BCP 47. @defaultValue English */
  readonly language?: string | undefined;
  readonly voice: string | undefined;
  /** Whether the reply is text only, without sound. */
  readonly written?: boolean;
  /** What the face expresses with it until a tag in its text asks for another. */
  readonly expression?: Expression | undefined;
}

/** The part of a reply that has reached the user. */
export interface Outcome {
  readonly text: string;
  /** The part of `text` that is kept in the history: all but an apology. */
  readonly kept: string;
  readonly heard: HeardReply;
}

/**
 * One reply on its way from the brain to the loudspeaker. Ends by itself, or by `interrupt`; it has no other way to
 * stop. Speech over it pauses it until it is known whether that was meant for the face.
 */
export class Reply {
  readonly #ports: ReplyPorts;
  readonly #events: ReplyEvents;
  readonly #manner: Manner;
  readonly #stopping = new AbortController();
  readonly #pauses = new Pauses();
  #sounded = false;
  #spoken: Spoken;
  readonly #sentences: Sentence[] = [];
  #wake: () => void = () => undefined;
  #textEnded = false;
  #text = '';
  /** Length of the text in front of an apology. */
  #keptChars = Infinity;
  /** Whether a part of it was not sounded, as the voice cannot read it. */
  #foreign = false;
  #stopWaiting: () => void = () => undefined;
  #askedMs = 0;
  #firstTextMs = 0;
  #stopWatching: (() => void) | undefined;
  /** The longest text that was reported as heard. */
  #reported = '';

  constructor(ports: ReplyPorts, events: ReplyEvents, manner: Manner) {
    this.#ports = ports;
    this.#events = events;
    this.#manner = manner;
    this.#spoken = new Spoken(ports.output);
  }

  /**
   * @returns The outcome, once all was heard.
   * @throws The error of the brain or the synthesiser; the signal's reason once interrupted.
   */
  async run(words: Words): Promise<Outcome> {
    this.#askedMs = this.#ports.clock.nowMs();
    try {
      // Text is taken as it comes and sound is synthesised as it is needed, so neither waits for the other.
      await Promise.all([this.#takeParts(words), this.#manner.written ? undefined : this.#speak()]);
      this.#signal.throwIfAborted();
      return this.#outcome(this.#foreign ? this.#spoken.text.heardAfter(Infinity) : this.#text, Infinity);
    } catch (error) {
      this.#stop(error);
      throw error;
    } finally {
      this.#stopWatching?.();
    }
  }

  /** Stops generation and sound at once. @returns The part that was heard or read. */
  interrupt(): Outcome {
    this.#stop(new DOMException('The reply was interrupted', 'AbortError'));
    return this.#heardOutcome();
  }

  /** Whether part of it was heard or read. */
  get begun(): boolean {
    return this.#sounded || (this.#manner.written === true && this.#text !== '');
  }

  /** Whether the words that are being said, or at which it was paused, are a question to the user. */
  get asks(): boolean {
    return this.#pauses.over ? this.#pauses.asks : this.#spoken.asks;
  }

  /**
   * Falls silent, and takes nothing more from the brain, until it is resumed or interrupted. Once until it is resumed.
   *
   * @returns The part that was heard or read.
   */
  pause(): Outcome {
    this.#stopWaiting();
    this.#endStretch(new DOMException('The reply was paused', 'AbortError'));
    const outcome = this.#heardOutcome();
    const { spoken, heardMs } = outcome.heard;
    this.#pauses.begin(this.#manner.written ? { said: this.#text, unsaid: [], asks: false } : spoken.cutAt(heardMs));
    return outcome;
  }

  /**
   * Goes on from the beginning of the sentence in which it was paused. What was said before is no longer part of its
   * text, nor of its times.
   *
   * @returns What is kept of what was said before, in whole sentences.
   */
  resume(): string {
    // What the voice cannot read is in the text, and was passed over.
    const { said, from, sentences } = this.#pauses.continuation(this.#text, this.#sentences, this.#foreign);
    const kept = said.slice(0, this.#keptChars).trim();
    this.#sentences.splice(0, Infinity, ...sentences);
    this.#spoken = new Spoken(this.#ports.output);
    this.#pauses.beginStretch();
    this.#reported = '';
    this.#askedMs = this.#firstTextMs = this.#ports.clock.nowMs();
    this.#dropText(from);
    if (this.#text !== '') this.#events.textAdded(this.#text);
    this.#pauses.end();
    return kept;
  }

  get #signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Silences the output. */
  #heardOutcome(): Outcome {
    const heardMs = this.#spoken.interrupt();
    return this.#outcome(this.#manner.written ? this.#text : this.#spoken.text.heardAfter(heardMs), heardMs);
  }

  #outcome(text: string, heardMs: number): Outcome {
    const kept = text.slice(0, this.#keptChars).trimEnd();
    return { text, kept, heard: { spoken: this.#spoken.text, heardMs, keptChars: this.#keptChars } };
  }

  #stop(reason: unknown): void {
    this.#stopping.abort(reason);
    this.#stopWaiting();
    this.#endStretch(reason);
    this.#pauses.end();
  }

  #endStretch(reason: unknown): void {
    this.#pauses.endStretch(reason);
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#wake();
  }

  /** The text behind the first `chars` is all that counts from now on. */
  #dropText(chars: number): void {
    const text = this.#text.slice(chars).trimStart();
    this.#keptChars = Math.max(0, this.#keptChars - (this.#text.length - text.length));
    this.#text = text;
  }

  #inTime<T>(source: AsyncIterable<T>, limit: Limit, signal: AbortSignal): AsyncIterable<T> {
    return eachInTime(source, { clock: this.#ports.clock, ...limit, signal });
  }

  async #takeParts(words: Words): Promise<void> {
    let text = this.#beginText();
    let leftChars = MAX_REPLY_CHARS;
    for await (const part of this.#inTime(words(this.#signal), BRAIN_LIMIT, this.#signal)) {
      await this.#pauses.over;
      // A piece that was on its way when the reply was stopped.
      this.#signal.throwIfAborted();
      if (part.type === 'retracted') {
        text = this.#beginText();
        this.#retract();
      } else if (part.type !== 'text') this.#events.partCame(part);
      else if (part.text !== '') {
        this.#takeText({ ...part, text: part.text.slice(0, leftChars) }, text);
        leftChars -= part.text.length;
      }
      if (leftChars <= 0) break;
    }
    await this.#pauses.over;
    this.#stopWaiting();
    this.#add(text.end());
    this.#textEnded = true;
    this.#wake();
  }

  #beginText(): ReplyText {
    return new ReplyText(languageOf(this.#manner.language), this.#manner.expression);
  }

  /** Falls silent in the words so far, and begins anew with the next ones. */
  #retract(): void {
    this.#stopWaiting();
    this.#endStretch(new DOMException('The words were retracted', 'AbortError'));
    this.#spoken.interrupt();
    this.#spoken = new Spoken(this.#ports.output);
    this.#pauses.beginStretch();
    this.#sentences.length = 0;
    this.#text = this.#reported = '';
    this.#foreign = false;
  }

  #takeText(part: TextPart, text: ReplyText): void {
    if (part.apology) {
      this.#add(text.end());
      this.#keptChars = Math.min(this.#keptChars, this.#text.length);
    }
    this.#add(text.push(part.text));
    this.#stopWaiting();
    this.#stopWaiting = this.#ports.clock.after(PAUSE_MS, () => this.#add(text.pause()));
  }

  #add({ text, sentences }: Added): void {
    if (text !== '') {
      if (this.#text === '') this.#firstTextMs = this.#ports.clock.nowMs();
      this.#text += text;
      this.#events.textAdded(text);
    }
    if (this.#manner.written || sentences.length === 0) return;
    this.#sentences.push(...sentences);
    this.#wake();
  }

  async #speak(): Promise<void> {
    while (!(await this.#speakOn(this.#pauses.stretch))) await this.#pauses.over;
  }

  /** Speaks until all is said, or until `stretch` aborts. @returns Whether all is said; `false` once paused. */
  async #speakOn(stretch: AbortSignal): Promise<boolean> {
    try {
      const sentences: Promise<void>[][] = [];
      while ((await this.#hasSentence(stretch)) && !stretch.aborted) {
        sentences.push(await this.#say(this.#sentences.shift() as Sentence, stretch));
        await Promise.all(sentences.at(-1 - SENTENCES_AHEAD) ?? []);
      }
      await Promise.all(sentences.flat());
    } catch (error) {
      if (!stretch.aborted || this.#signal.aborted) throw error;
    }
    return !stretch.aborted || this.#signal.aborted;
  }

  /** @returns Once the sentence is synthesised, the promises of its segments' ends. */
  async #say(sentence: Sentence, signal: AbortSignal): Promise<Promise<void>[]> {
    const { languages } = this.#ports.synthesizer.info;
    const sayable = sayableIn(sentence.text, languages);
    if (sayable === 'foreign') return this.#sayForeign(languages, signal);
    if (sayable === 'words')
      return this.#synthesise(this.#foreign ? { ...sentence, gap: sentence.gap || ' ' } : sentence, signal);
    this.#spoken.begin(sentence);
    this.#spoken.end();
    return [];
  }

  /** A sentence that the voice cannot read is shown, and counts as heard by none. The face says so, once. */
  async #sayForeign(languages: EngineInfo['languages'], signal: AbortSignal): Promise<Promise<void>[]> {
    if (this.#foreign) return [];
    this.#foreign = true;
    this.#events.partCame({ type: 'warning', code: 'voice.foreign', message: ERRORS['voice.foreign'].sentence });
    const { foreign } = languageOf(languages[0]).notices;
    const gap = /(?:^|\s)$/.test(this.#text) ? '' : ' ';
    this.#add({ text: gap + foreign, sentences: [] });
    return this.#synthesise({ text: foreign, gap: ' ' }, signal);
  }

  async #synthesise(sentence: Sentence, signal: AbortSignal): Promise<Promise<void>[]> {
    const { language, voice } = this.#manner;
    const segments = this.#ports.synthesizer.synthesize(sentence.text, { language, voice, signal });
    const plays: Promise<void>[] = [];
    this.#spoken.begin(sentence);
    for await (const segment of this.#inTime(segments, SYNTHESISER_LIMIT, signal)) {
      // A segment that was on its way when the reply fell silent.
      signal.throwIfAborted();
      if (segment.samples.length > 0) this.#stopWatching ??= this.#watch();
      plays.push(this.#spoken.play(segment));
    }
    this.#spoken.end();
    return plays;
  }

  /** Resolves once a sentence waits; to `false` when none will, or when `stretch` has aborted. */
  async #hasSentence(stretch: AbortSignal): Promise<boolean> {
    while (this.#sentences.length === 0 && !this.#textEnded && !stretch.aborted)
      await new Promise<void>((wake) => (this.#wake = wake));
    return this.#sentences.length > 0;
  }

  /** Times that come late may correct an estimate; text once reported is not withdrawn before the end. */
  #heardSoFar(heardMs: number): string {
    const heard = this.#spoken.text.heardAfter(heardMs);
    if (heard.length > this.#reported.length) this.#reported = heard;
    return this.#reported;
  }

  #watch(): () => void {
    const { clock, output } = this.#ports;
    const firstAudioMs = clock.nowMs();
    return watchPlayout(output, {
      queuedMs: () => this.#spoken.durationMs,
      begun: () => {
        this.#sounded = true;
        this.#events.sounded({
          askedMs: this.#askedMs,
          firstTextMs: this.#firstTextMs,
          firstAudioMs,
          firstPacketMs: clock.nowMs(),
        });
      },
      progressed: (heardMs) => {
        this.#spoken.progressed(heardMs);
        this.#events.progressed(this.#heardSoFar(heardMs), heardMs);
      },
    });
  }
}
