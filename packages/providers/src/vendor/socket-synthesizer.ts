import { randomUUID } from 'node:crypto';
import { CodedError, silentLogger, systemClock, type Clock, type Logger } from '@visavis/core';
import type { SpeechSegment } from '@visavis/sound';
import {
  DEFAULT_LANGUAGE,
  PreparedEngine,
  type EngineInfo,
  type SynthesisOptions,
  type Synthesizer,
} from '@visavis/speech';
import { withinLimits } from '../within-limits.js';
import { MessageQueue } from './message-queue.js';
import { SocketEnded } from './socket-end.js';
import { SpokenAnswer } from './spoken-answer.js';
import type { VendorSocket } from './vendor-socket.js';
import type { VendorService } from './vendor-service.js';
import { VendorSockets } from './vendor-sockets.js';
import type { NamedVoice } from './vendor-voices.js';
import type { VoiceMessage } from './voice-message.js';

/** A sentence, as its vendor is asked for it. */
export interface AskedSentence {
  readonly text: string;
  /** The vendor's own name of the voice. */
  readonly voiceId: string;
  /** BCP 47 without a region. */
  readonly language: string;
  /** Identifies the sentence among the messages of a connection: a UUID without its dashes. */
  readonly contextId: string;
}

/** How one vendor is asked for speech, and what its messages mean. */
export interface VoiceProtocol extends VendorService {
  readonly info: EngineInfo;
  readonly rateHz: number;
  /** The vendor's name of the voice of faces that ask for none it knows. */
  readonly usualVoiceId: string;
  url(sentence: AskedSentence): string;
  /** The messages that ask for a sentence; text is sent as it is, an object as JSON. */
  ask(sentence: AskedSentence): readonly (string | object)[];
  /** The messages that stop one. @defaultValue nothing stops it but the end of its connection */
  cancel?(contextId: string): readonly object[];
  /** @returns `undefined` for a message that means nothing here. @throws {Error} For one that cannot be read. */
  read(message: unknown): VoiceMessage | undefined;
  /** The voices that the key may use. */
  voices(signal: AbortSignal, clock: Clock): Promise<readonly NamedVoice[]>;
}

/** Limits in ms, and what tests replace. */
export interface SocketSynthesizerOptions {
  /** The longest silence before the first sound. @defaultValue 5 s */
  readonly firstSoundLimitMs?: number;
  /** The longest silence within a sentence. @defaultValue 5 s */
  readonly silenceLimitMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

const LIMIT_MS = 5_000;

/** A voice of a vendor, over connections that are kept for the call. One sentence at a time has a connection. */
export class SocketSynthesizer extends PreparedEngine implements Synthesizer {
  readonly info: EngineInfo;
  readonly #protocol: VoiceProtocol;
  readonly #sockets: VendorSockets;
  readonly #clock: Clock;
  readonly #limits: { readonly firstMs: number; readonly silenceMs: number };
  readonly #closing = new AbortController();
  #voices: readonly NamedVoice[] = [];

  constructor(protocol: VoiceProtocol, options: SocketSynthesizerOptions = {}) {
    const { clock = systemClock, logger = silentLogger } = options;
    super(logger);
    this.#protocol = protocol;
    this.info = protocol.info;
    this.#clock = clock;
    this.#limits = { firstMs: options.firstSoundLimitMs ?? LIMIT_MS, silenceMs: options.silenceLimitMs ?? LIMIT_MS };
    this.#sockets = new VendorSockets(protocol, clock);
  }

  get voices(): readonly string[] {
    return [...new Set([this.#protocol.usualVoiceId, ...this.#voices.map(({ name }) => name)])];
  }

  /** Connections to the vendor. */
  get connections(): number {
    return this.#sockets.count;
  }

  async close(): Promise<void> {
    this.#closing.abort(new CodedError('provider.failed', `${this.#protocol.what} was closed`));
    await this.#sockets.close();
  }

  async *synthesize(text: string, options: SynthesisOptions): AsyncGenerator<SpeechSegment> {
    const { signal } = options;
    signal.throwIfAborted();
    try {
      yield* this.#speak(this.#sentence(text, options), signal);
      this.worked();
    } catch (error) {
      // An interruption says nothing about the vendor.
      if (signal.aborted) throw signal.reason;
      this.failed((error as Error).message);
      throw error;
    }
  }

  /** Has one word said, which opens a connection and shows what is wrong with key, voice and model. */
  protected async warmUp(): Promise<void> {
    const { signal } = this.#closing;
    this.#voices = await this.#protocol.voices(signal, this.#clock);
    for await (const segment of this.#speak(this.#sentence('Hello.', {}), signal)) void segment;
  }

  #sentence(text: string, { voice, language = DEFAULT_LANGUAGE }: Omit<SynthesisOptions, 'signal'>): AskedSentence {
    const wanted = voice?.toLowerCase();
    const named = this.#voices.find(({ name, id }) => name.toLowerCase() === wanted || id.toLowerCase() === wanted);
    const voiceId = named?.id ?? this.#protocol.usualVoiceId;
    const contextId = randomUUID().replaceAll('-', '');
    return { text, voiceId, language: language.split('-')[0] ?? language, contextId };
  }

  /** A connection that ends before the first sound is replaced once: one that was kept may have been dead. */
  async *#speak(sentence: AskedSentence, signal: AbortSignal): AsyncGenerator<SpeechSegment> {
    const url = this.#protocol.url(sentence);
    for (let attempt = 1; ; attempt++) {
      const socket = await this.#sockets.lease(url, AbortSignal.any([signal, this.#closing.signal]));
      let sounded = false;
      try {
        for await (const segment of this.#segments(socket, sentence, signal)) {
          sounded = true;
          yield segment;
        }
        return;
      } catch (error) {
        const isLost = error instanceof SocketEnded && error.isAccident;
        if (!isLost || sounded || attempt > 1 || signal.aborted) throw error;
      }
    }
  }

  async *#segments(socket: VendorSocket, sentence: AskedSentence, signal: AbortSignal): AsyncGenerator<SpeechSegment> {
    const { what, info, rateHz } = this.#protocol;
    const { text, contextId } = sentence;
    const answer = new SpokenAnswer({ text, rateHz, hasPhones: info.times.includes('phones') });
    const messages = this.#messages(new MessageQueue(socket), contextId);
    let state: 'speaking' | 'said' | 'failed' = 'speaking';
    try {
      for (const message of this.#protocol.ask(sentence)) socket.send(message);
      for await (const message of withinLimits(messages, { clock: this.#clock, ...this.#limits, what, signal }))
        yield* answer.take(message);
      state = 'said';
      if (answer.receivedMs === 0) throw new CodedError('provider.failed', `${what} sent no sound`);
      yield* answer.end();
    } catch (error) {
      if (!signal.aborted && state === 'speaking') state = 'failed';
      throw error;
    } finally {
      if (state === 'failed') socket.abandon();
      else if (state === 'speaking') this.#stop(socket, contextId);
      else this.#sockets.release(socket);
    }
  }

  /** The vendor is not to go on with a sentence that is heard by none. */
  #stop(socket: VendorSocket, contextId: string): void {
    const cancel = this.#protocol.cancel?.(contextId);
    if (!cancel) return this.#sockets.replace(socket);
    // What was on its way is passed over: the next sentence has another context.
    for (const message of cancel) socket.send(message);
    this.#sockets.release(socket);
  }

  async *#messages(queue: AsyncIterable<unknown>, contextId: string): AsyncGenerator<VoiceMessage> {
    const { what } = this.#protocol;
    for await (const value of queue) {
      const message = this.#read(value);
      if (!message || (message.contextId !== undefined && message.contextId !== contextId)) continue;
      if (message.refusal !== undefined)
        throw new CodedError('provider.failed', `${what} refuses the sentence (${message.refusal})`);
      yield message;
      if (message.isLast) return;
    }
  }

  #read(value: unknown): VoiceMessage | undefined {
    try {
      return this.#protocol.read(value);
    } catch (error) {
      const message = `${this.#protocol.what} sent a message that cannot be read`;
      throw new CodedError('provider.failed', message, { cause: error });
    }
  }
}
