import type { Clock } from '@visavis/core';
import { eachInTime } from '../deadline.js';
import type { SpeechOutput, Synthesizer } from '../ports.js';
import { heardText } from './heard-text.js';
import { SentenceSplitter } from './sentences.js';
import { Spoken } from './spoken.js';

/** Sentences made ahead of the one that sounds: enough to hide the making, little to throw away on a barge-in. */
const SENTENCES_AHEAD = 1;
/** A reply longer than this is cut: over ten minutes of speech. Bounds the sentences that wait, too. */
const MAX_REPLY_CHARS = 10_000;
/** A brain or a synthesiser that is silent for longer has lost the turn; so has the user's patience. */
const STALLED_MS = 20_000;

export interface ReplyPorts {
  readonly synthesizer: Synthesizer;
  readonly output: SpeechOutput;
  readonly clock: Clock;
}

/** When what happened, ms on the clock. */
export interface ReplyTimes {
  readonly askedMs: number;
  readonly firstTextMs: number;
  readonly firstAudioMs: number;
  readonly firstPacketMs: number;
}

export interface ReplyEvents {
  textAdded(text: string): void;
  /** The first packet of the reply's sound was sent. */
  sounded(times: ReplyTimes): void;
}

/** Where a reply's words come from; heeds the signal, or is left behind. */
export type Words = (signal: AbortSignal) => AsyncIterable<string>;

/** One answer on its way from the brain to the ear. Ends by itself, or by `interrupt`; it has no other way to stop. */
export class Reply {
  readonly #ports: ReplyPorts;
  readonly #events: ReplyEvents;
  readonly #stopping = new AbortController();
  readonly #spoken: Spoken;
  readonly #sentences: string[] = [];
  #wake: () => void = () => undefined;
  #textEnded = false;
  #text = '';
  #askedMs = 0;
  #firstTextMs = 0;
  #firstAudioMs: number | undefined;
  #stopListening: () => void = () => undefined;

  constructor(ports: ReplyPorts, events: ReplyEvents) {
    this.#ports = ports;
    this.#events = events;
    this.#spoken = new Spoken(ports.output);
  }

  /** All that was generated so far. */
  get text(): string {
    return this.#text;
  }

  /** Resolves when all was heard. @throws What the brain or the synthesiser threw; the signal's reason once interrupted. */
  async run(words: Words, voice: string | undefined): Promise<void> {
    this.#askedMs = this.#ports.clock.nowMs();
    try {
      // Text is taken as it comes and sound is made as it is needed, so neither waits for the other.
      await Promise.all([this.#takeText(words), this.#speak(voice)]);
      this.#signal.throwIfAborted();
    } catch (error) {
      this.#stop(error);
      throw error;
    } finally {
      this.#stopListening();
    }
  }

  /** Stops generation and sound at once. @returns What was heard. */
  interrupt(): string {
    this.#stop(new DOMException('The reply was interrupted', 'AbortError'));
    return heardText(this.#spoken.interrupt());
  }

  get #signal(): AbortSignal {
    return this.#stopping.signal;
  }

  #stop(reason: unknown): void {
    this.#stopping.abort(reason);
    this.#stopListening();
    this.#wake();
  }

  #inTime<T>(source: AsyncIterable<T>, what: string): AsyncIterable<T> {
    return eachInTime(source, { clock: this.#ports.clock, withinMs: STALLED_MS, what, signal: this.#signal });
  }

  async #takeText(words: Words): Promise<void> {
    const splitter = new SentenceSplitter();
    for await (const piece of this.#inTime(words(this.#signal), 'The brain')) {
      const taken = piece.slice(0, MAX_REPLY_CHARS - this.#text.length);
      if (taken === '') continue;
      if (this.#text === '') this.#firstTextMs = this.#ports.clock.nowMs();
      this.#text += taken;
      this.#events.textAdded(taken);
      this.#add(splitter.push(taken));
      if (this.#text.length >= MAX_REPLY_CHARS) break;
    }
    this.#add(splitter.flush());
    this.#textEnded = true;
    this.#wake();
  }

  #add(sentences: string[]): void {
    this.#sentences.push(...sentences);
    if (sentences.length > 0) this.#wake();
  }

  async #speak(voice: string | undefined): Promise<void> {
    const sentences: Promise<void>[][] = [];
    for await (const sentence of this.#eachSentence()) {
      sentences.push(await this.#say(sentence, voice));
      await Promise.all(sentences.at(-1 - SENTENCES_AHEAD) ?? []);
    }
    await Promise.all(sentences.flat());
  }

  /** @returns Once the sentence is made, the promises of its segments' ends. */
  async #say(sentence: string, voice: string | undefined): Promise<Promise<void>[]> {
    const segments = this.#ports.synthesizer.synthesize(sentence, { voice, signal: this.#signal });
    const plays: Promise<void>[] = [];
    for await (const segment of this.#inTime(segments, 'The synthesiser')) {
      if (this.#firstAudioMs === undefined) this.#awaitFirstPacket();
      plays.push(this.#spoken.play(segment));
    }
    return plays;
  }

  async *#eachSentence(): AsyncGenerator<string, void, undefined> {
    while (!this.#signal.aborted) {
      const sentence = this.#sentences.shift();
      if (sentence !== undefined) yield sentence;
      else if (this.#textEnded) return;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }

  #awaitFirstPacket(): void {
    const { clock, output } = this.#ports;
    const firstAudioMs = (this.#firstAudioMs = clock.nowMs());
    const times = { askedMs: this.#askedMs, firstTextMs: this.#firstTextMs, firstAudioMs };
    this.#stopListening = output.onSent(() => {
      this.#stopListening();
      this.#events.sounded({ ...times, firstPacketMs: clock.nowMs() });
    });
  }
}
