import type { Clock } from '@visavis/core';
import type { SpeechOutput, Synthesizer } from '../ports.js';
import { heardText } from './heard-text.js';
import { SentenceSplitter } from './sentences.js';

/** Sentences made ahead of the one that sounds: enough to hide the making, little to throw away on a barge-in. */
const SENTENCES_AHEAD = 1;
/** A reply longer than this is cut: over ten minutes of speech. */
const MAX_REPLY_CHARS = 10_000;

export interface ReplyPorts {
  readonly synthesizer: Synthesizer;
  readonly output: SpeechOutput;
  readonly clock: Clock;
}

export interface ReplyEvents {
  textAdded(text: string): void;
  /** The first packet of the reply's sound was sent. Times on the clock, ms. */
  sounded(times: ReplyTimes): void;
}

export interface ReplyTimes {
  readonly askedMs: number;
  readonly firstTextMs: number;
  readonly firstAudioMs: number;
  readonly firstPacketMs: number;
}

/** One answer on its way from the brain to the ear. Ends by itself, or by `interrupt`; it has no other way to stop. */
export class Reply {
  readonly #ports: ReplyPorts;
  readonly #events: ReplyEvents;
  readonly #stopping = new AbortController();
  readonly #sentences: string[] = [];
  readonly #plays: Promise<void>[] = [];
  #wake: () => void = () => undefined;
  #textEnded = false;
  #text = '';
  #askedMs = 0;
  #firstTextMs = 0;
  #stopListening: () => void = () => undefined;

  constructor(ports: ReplyPorts, events: ReplyEvents) {
    this.#ports = ports;
    this.#events = events;
  }

  /** All that was generated so far. */
  get text(): string {
    return this.#text;
  }

  /** @throws What the brain or the synthesiser threw; the signal's reason once interrupted. Resolves when all was heard. */
  async run(text: AsyncIterable<string>, voice: string | undefined): Promise<void> {
    this.#askedMs = this.#ports.clock.nowMs();
    try {
      // Text is taken as it comes and sound is made as it is needed, so neither waits for the other.
      await Promise.all([this.#takeText(text), this.#speak(voice)]);
      this.signal.throwIfAborted();
    } catch (error) {
      this.#stopping.abort(error);
      throw error;
    } finally {
      this.#stopListening();
    }
  }

  /** Aborts when the reply is interrupted or has failed. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Stops generation and sound at once. @returns What was heard. */
  interrupt(): string {
    this.#stopping.abort(new DOMException('The reply was interrupted', 'AbortError'));
    this.#wake();
    return heardText(this.#ports.output.interrupt());
  }

  async #takeText(text: AsyncIterable<string>): Promise<void> {
    const splitter = new SentenceSplitter();
    try {
      for await (const piece of text) {
        this.signal.throwIfAborted();
        if (piece === '') continue;
        if (this.#text === '') this.#firstTextMs = this.#ports.clock.nowMs();
        const taken = piece.slice(0, MAX_REPLY_CHARS - this.#text.length);
        this.#text += taken;
        this.#events.textAdded(taken);
        this.#add(splitter.push(taken));
        if (this.#text.length >= MAX_REPLY_CHARS) break;
      }
      this.#add(splitter.flush());
    } finally {
      this.#textEnded = true;
      this.#wake();
    }
  }

  #add(sentences: string[]): void {
    this.#sentences.push(...sentences);
    if (sentences.length > 0) this.#wake();
  }

  async #speak(voice: string | undefined): Promise<void> {
    const { synthesizer } = this.#ports;
    for await (const sentence of this.#nextSentences()) {
      const plays: Promise<void>[] = [];
      for await (const segment of synthesizer.synthesize(sentence, { voice, signal: this.signal })) {
        if (this.signal.aborted) return;
        if (this.#plays.length === 0 && plays.length === 0) this.#awaitFirstPacket();
        plays.push(this.#ports.output.play(segment));
      }
      this.#plays.push(Promise.all(plays).then(() => undefined));
      // A failure must not go unheard while an earlier sentence is waited for.
      this.#plays.at(-1)?.catch(() => undefined);
      await this.#plays.at(-1 - SENTENCES_AHEAD);
    }
    await Promise.all(this.#plays);
  }

  async *#nextSentences(): AsyncGenerator<string, void, undefined> {
    while (!this.signal.aborted) {
      const sentence = this.#sentences.shift();
      if (sentence !== undefined) yield sentence;
      else if (this.#textEnded) return;
      else await new Promise<void>((wake) => (this.#wake = wake));
    }
  }

  #awaitFirstPacket(): void {
    const { clock, output } = this.#ports;
    const firstAudioMs = clock.nowMs();
    this.#stopListening = output.onSent(() => {
      this.#stopListening();
      this.#events.sounded({
        askedMs: this.#askedMs,
        firstTextMs: this.#firstTextMs,
        firstAudioMs,
        firstPacketMs: clock.nowMs(),
      });
    });
  }
}

/** A fixed text, as a brain would give it. */
export async function* verbatim(text: string): AsyncGenerator<string, void, undefined> {
  yield text;
}
