import { silentLogger, systemClock, type Clock, type Logger } from '@visavis/core';
import {
  DEFAULT_LANGUAGE,
  PreparedEngine,
  type EngineInfo,
  type Expected,
  type RecognitionStream,
  type SpeechRecognizer,
} from '@visavis/speech';
import type { RecognitionProtocol } from './recognition-protocol.js';
import { SocketUtterance } from './socket-utterance.js';
import { VendorSockets } from './vendor-sockets.js';

/** Ears of a vendor, over connections that are kept for the call. One utterance at a time has a connection. */
export class SocketRecognizer extends PreparedEngine implements SpeechRecognizer {
  readonly info: EngineInfo;
  readonly vocabulary = 'open';
  readonly #protocol: RecognitionProtocol;
  readonly #sockets: VendorSockets;
  readonly #clock: Clock;
  readonly #closing = new AbortController();

  constructor(protocol: RecognitionProtocol, options: { clock?: Clock; logger?: Logger } = {}) {
    const { clock = systemClock, logger = silentLogger } = options;
    super(logger);
    const { what, languages } = protocol;
    this.#protocol = protocol;
    this.#clock = clock;
    this.#sockets = new VendorSockets(protocol, clock);
    this.info = { languages, times: [], streams: true, data: { at: 'service', service: what } };
  }

  /** Connections to the vendor. */
  get connections(): number {
    return this.#sockets.count;
  }

  open({ language = DEFAULT_LANGUAGE }: Expected = {}): RecognitionStream {
    return new SocketUtterance({
      protocol: this.#protocol,
      sockets: this.#sockets,
      url: this.#protocol.url(language),
      clock: this.#clock,
      settled: (error) => (error ? this.failed(error.message) : this.worked()),
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#sockets.close();
  }

  /** Opens a connection, which shows what is wrong with the key, and waits for the first utterance. */
  protected async warmUp(): Promise<void> {
    this.#sockets.release(await this.#sockets.lease(this.#protocol.url(DEFAULT_LANGUAGE), this.#closing.signal));
  }
}
