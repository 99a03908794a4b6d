import { CodedError, type Clock } from '@visavis/core';
import type { FinalTranscript, PhrasePosition, RecognitionStream } from '@visavis/speech';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import type { Claim, DecoderPool } from './decoder-pool.js';
import type { DecoderCalls } from './decoder-thread.js';
import type { ExpectedGrammar } from './expected-grammars.js';
import { BEGINNING_SAMPLES } from './starting-mean.js';

/** Sound of one utterance. Later sound is dropped, since the beginning is worth more. */
const MAX_SAMPLES = 60 * LISTEN_RATE_HZ;
/** Sound decoded in one call, which cannot be interrupted: a fifth of a second of a decoder's time. */
const SLICE_SAMPLES = 2 * LISTEN_RATE_HZ;
/** How long an utterance that has ended waits for a decoder; less than anyone waits for its transcript. */
const BUSY_AFTER_MS = 8_000;
const NOTHING: FinalTranscript = { text: '', confidence: 0 };

/**
 * The recognition of one utterance. It holds a decoder from its first sound to its end, unless another utterance needs that
 * more: so it keeps its sound, with which another decoder begins anew.
 */
export class SoundSwallowerStream implements RecognitionStream, Claim {
  readonly #pool: DecoderPool;
  readonly grammar: ExpectedGrammar;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #sound: Float32Array[] = [];
  #samples = 0;
  /** Pieces of {@link #sound} that the present decoder has received. */
  #next = 0;
  #decoded = 0;
  #ended = false;
  #holds = false;
  #givesWay = false;
  #wake: (() => void) | undefined;
  #interim: string | undefined;
  #phrase: PhrasePosition | undefined;
  #decoding: Promise<FinalTranscript> | undefined;

  constructor(pool: DecoderPool, grammar: ExpectedGrammar, clock: Clock) {
    this.#pool = pool;
    this.grammar = grammar;
    this.#clock = clock;
  }

  get interim(): string | undefined {
    return this.#interim;
  }

  get phrase(): PhrasePosition | undefined {
    return this.#phrase;
  }

  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get decoded(): number {
    return this.#decoded;
  }

  giveWay(): void {
    this.#givesWay = true;
    this.#wake?.();
  }

  write(samples: Float32Array): void {
    if (this.#ended || this.signal.aborted || samples.length === 0) return;
    if (this.#samples + samples.length > MAX_SAMPLES) return;
    this.#sound.push(samples.slice());
    this.#samples += samples.length;
    this.#wake?.();
    if (this.#samples >= BEGINNING_SAMPLES) this.#begin();
  }

  /** @throws {CodedError} `recognizer.busy` when no decoder was free in time; `worker.died`, `provider.failed`. */
  async finish(): Promise<FinalTranscript> {
    this.signal.throwIfAborted();
    this.#ended = true;
    if (this.#samples > 0) this.#begin();
    this.#pool.assign();
    this.#wake?.();
    const cancel = this.#clock.after(BUSY_AFTER_MS, () => {
      if (!this.#holds) this.#closing.abort(new CodedError('recognizer.busy', 'no decoder was free in time'));
    });
    try {
      return await (this.#decoding ?? NOTHING);
    } finally {
      cancel();
    }
  }

  close(): void {
    this.#closing.abort();
    this.#sound = [];
    this.#wake?.();
  }

  #begin(): void {
    if (this.#decoding) return;
    this.#decoding = this.#recognise();
    // `finish` reports a failure; a stream that is closed instead has no receiver for it.
    this.#decoding.catch(() => undefined);
  }

  async #recognise(): Promise<FinalTranscript> {
    for (;;) {
      this.#givesWay = false;
      const transcript = await this.#pool.run(this, (decoder) => this.#hold(decoder));
      if (transcript) return transcript;
    }
  }

  /** @returns `undefined` when it has given way to another utterance. */
  async #hold(decoder: DecoderCalls): Promise<FinalTranscript | undefined> {
    this.#holds = true;
    this.#next = this.#decoded = 0;
    try {
      return await this.#decode(decoder);
    } finally {
      this.#holds = false;
    }
  }

  async #decode(decoder: DecoderCalls): Promise<FinalTranscript | undefined> {
    let call: 'start' | 'write' = 'start';
    while (!this.signal.aborted && (this.#ended || !this.#givesWay)) {
      const samples = this.#take();
      if (samples) {
        const { transcript, phrase } = await decoder.call(call, samples);
        this.#interim = transcript.text || undefined;
        this.#phrase = phrase;
        call = 'write';
      } else if (this.#ended) return (await decoder.call('finish', undefined)).transcript;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    await decoder.call('drop', undefined);
    this.signal.throwIfAborted();
    return undefined;
  }

  /** Takes the waiting sound in one piece, or a slice of it: one call for the sound that gathered meanwhile. */
  #take(): Float32Array | undefined {
    const from = this.#next;
    let length = 0;
    for (let piece = this.#sound[from]; piece && length < SLICE_SAMPLES; piece = this.#sound[this.#next]) {
      length += piece.length;
      this.#next++;
    }
    if (length === 0) return undefined;
    const all = new Float32Array(length);
    let at = 0;
    for (const samples of this.#sound.slice(from, this.#next)) {
      all.set(samples, at);
      at += samples.length;
    }
    this.#decoded += length;
    return all;
  }
}
