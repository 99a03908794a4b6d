import { CodedError } from '@visavis/core';
import { int16FromFloat, LISTEN_RATE_HZ, StreamResampler, WIRE_RATE_HZ, writePcm16 } from '@visavis/sound';
import type { FinalTranscript, HeardUtterance } from '@visavis/speech';

/** What an utterance does on the wire. */
export interface UtteranceWire {
  append(base64: string): void;
  commit(): void;
  clear(): void;
}

export interface RealtimeUtteranceOptions {
  /** The wire, while the service can be reached. */
  wire(): UtteranceWire | undefined;
  /** It has its item, and an id in the history. */
  named(historyId: string, itemId: string): void;
  /** Nothing more is to come of it. */
  closed(utterance: RealtimeUtterance): void;
}

/** The service refuses to commit less than 100 ms of sound. */
const LEAST_SAMPLES = 0.12 * WIRE_RATE_HZ;
/** Longer than the filter of the resampler. */
const TAIL = new Float32Array(0.002 * LISTEN_RATE_HZ);

/** One utterance on its way to the service. Its sound is kept until its words have come, for another connection. */
export class RealtimeUtterance implements HeardUtterance {
  readonly interim = undefined;
  readonly #options: RealtimeUtteranceOptions;
  readonly #resampler = new StreamResampler(LISTEN_RATE_HZ, WIRE_RATE_HZ);
  readonly #sent: string[] = [];
  #samples = 0;
  #state: 'open' | 'finished' | 'closed' = 'open';
  #itemId: string | undefined;
  #historyId: string | undefined;
  #hear: (text: string) => void = () => undefined;
  /** Resolves with its words once they have come; with none where they do not. */
  readonly heard = new Promise<string>((resolve) => (this.#hear = resolve));
  #settle: { resolve: (transcript: FinalTranscript) => void; reject: (error: Error) => void } | undefined;

  constructor(options: RealtimeUtteranceOptions) {
    this.#options = options;
  }

  /** The service's id of it. */
  get itemId(): string | undefined {
    return this.#itemId;
  }

  /** Whether it was committed, and waits for its item and its words. */
  get finished(): boolean {
    return this.#state === 'finished';
  }

  write(samples: Float32Array): void {
    if (this.#state === 'open') this.#append(int16FromFloat(this.#resampler.push(samples)));
  }

  finish(): Promise<FinalTranscript> {
    if (this.#state === 'closed') return Promise.reject(closed());
    this.write(TAIL);
    this.#append(new Int16Array(Math.max(0, LEAST_SAMPLES - this.#samples)));
    this.#state = 'finished';
    const transcript = new Promise<FinalTranscript>((resolve, reject) => (this.#settle = { resolve, reject }));
    this.#options.wire()?.commit();
    return transcript;
  }

  keptAs(itemId: string): void {
    this.#historyId = itemId;
    this.#name();
  }

  close(): void {
    if (this.#state === 'closed') return;
    if (this.#state === 'open') this.#options.wire()?.clear();
    this.#state = 'closed';
    this.#sent.length = 0;
    this.#settle?.reject(closed());
    this.#hear('');
    this.#options.closed(this);
  }

  /** Another connection has taken the place of the one that had heard this. */
  resend(wire: UtteranceWire): void {
    this.#itemId = undefined;
    for (const base64 of this.#sent) wire.append(base64);
    if (this.#state === 'finished') wire.commit();
  }

  committedAs(itemId: string): void {
    this.#itemId = itemId;
    this.#name();
  }

  /** @param text The words; `undefined` where the service did not understand them. */
  transcribed(text: string | undefined): void {
    this.#hear(text ?? '');
    if (text !== undefined) this.#settle?.resolve({ text });
    else this.#settle?.reject(new CodedError('provider.failed', 'the service has not transcribed the user'));
  }

  #append(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#samples += samples.length;
    const base64 = Buffer.from(writePcm16(samples)).toString('base64');
    this.#sent.push(base64);
    this.#options.wire()?.append(base64);
  }

  #name(): void {
    if (this.#historyId !== undefined && this.#itemId !== undefined) this.#options.named(this.#historyId, this.#itemId);
  }
}

const closed = (): Error => new DOMException('The utterance was closed', 'AbortError');
