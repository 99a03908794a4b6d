import { CodedError, type Clock } from '@visavis/core';
import { int16FromFloat, LISTEN_RATE_HZ, writePcm16 } from '@visavis/sound';
import type { FinalTranscript, RecognitionStream } from '@visavis/speech';
import { joinedText, NOTHING, type RecognitionProtocol, type Understood } from './recognition-protocol.js';
import { SocketEnded } from './socket-end.js';
import type { SocketUser, VendorSocket } from './vendor-socket.js';
import type { VendorSockets } from './vendor-sockets.js';

/** Sound is sent in pieces of 80 ms, as vendors advise: smaller ones cost more than they bring. */
const PIECE_BYTES = (2 * LISTEN_RATE_HZ * 80) / 1000;
/** Limit of the sound that is kept to be sent again, bytes: two minutes. An utterance is ended after one. */
const MAX_BYTES = 2 * LISTEN_RATE_HZ * 120;
/** After the question for the end, a vendor that is silent for so long has said all that it heard. */
const QUIET_MS = 800;
/** A vendor that has said nothing at all may be on its way. */
const UNHEARD_MS = 4_000;

/** What an utterance is made of. */
export interface SocketUtteranceOptions {
  readonly protocol: RecognitionProtocol;
  readonly sockets: VendorSockets;
  readonly url: string;
  readonly clock: Clock;
  /** Called with the outcome of the recognition, unless it was abandoned. */
  readonly settled: (error?: Error) => void;
}

/**
 * One utterance on a connection of its own. Its sound is kept until the end: a connection that is lost in mid-word is
 * replaced once, and hears all of it.
 */
export class SocketUtterance implements RecognitionStream, SocketUser {
  readonly #options: SocketUtteranceOptions;
  readonly #closing = new AbortController();
  readonly #sent: Uint8Array[] = [];
  #sentBytes = 0;
  #rest = new Uint8Array(0);
  #socket: VendorSocket | undefined;
  #attempts = 0;
  #heardOf = false;
  #understood: Understood = NOTHING;
  #finishing = false;
  #cancelWait: () => void = () => undefined;
  readonly #result: Promise<FinalTranscript>;
  #resolve: (transcript: FinalTranscript) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(options: SocketUtteranceOptions) {
    this.#options = options;
    this.#result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#result.catch(() => undefined);
    void this.#connect();
  }

  get interim(): string | undefined {
    const { settled, changing } = this.#understood;
    return joinedText(settled, changing) || undefined;
  }

  get turnEnded(): boolean {
    return this.#understood.turnEnded;
  }

  write(samples: Float32Array): void {
    if (this.#finishing || this.#closing.signal.aborted || this.#sentBytes >= MAX_BYTES) return;
    this.#rest = Buffer.concat([this.#rest, writePcm16(int16FromFloat(samples))]);
    if (this.#rest.length >= PIECE_BYTES) this.#sendRest();
  }

  finish(): Promise<FinalTranscript> {
    if (this.#closing.signal.aborted) return Promise.reject(this.#closing.signal.reason as Error);
    if (!this.#finishing) {
      this.#finishing = true;
      this.#sendRest();
      // What came since the vendor heard the end is silence.
      if (this.#understood.turnEnded) this.#complete();
      else this.#askForEnd();
    }
    return this.#result;
  }

  close(): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#cancelWait();
    this.#reject(this.#closing.signal.reason);
    this.#socket?.use(undefined);
    this.#socket?.abandon();
    this.#socket = undefined;
  }

  message(value: unknown): void {
    this.#heardOf = true;
    const { protocol } = this.#options;
    try {
      this.#understood = protocol.read(value, this.#understood);
    } catch (error) {
      const message = `${protocol.what} sent a message that cannot be read`;
      return this.#fail(error instanceof CodedError ? error : new CodedError('provider.failed', message));
    }
    if (!this.#finishing) return;
    if (this.#understood.isComplete) this.#complete();
    else this.#awaitMore();
  }

  ended(error: SocketEnded): void {
    this.#socket = undefined;
    this.#cancelWait();
    if (this.#attempts > 1 || error.end.kind === 'left') return this.#fail(error);
    this.#understood = NOTHING;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    const { sockets, url } = this.#options;
    this.#attempts++;
    try {
      const socket = await sockets.lease(url, this.#closing.signal);
      this.#socket = socket;
      this.#heardOf = false;
      socket.use(this);
      for (const piece of this.#sent) socket.send(piece);
      if (this.#finishing) this.#askForEnd();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #sendRest(): void {
    if (this.#rest.length === 0) return;
    this.#sent.push(this.#rest);
    this.#sentBytes += this.#rest.length;
    this.#socket?.send(this.#rest);
    this.#rest = new Uint8Array(0);
  }

  #askForEnd(): void {
    this.#socket?.send(this.#options.protocol.finish);
    this.#awaitMore();
  }

  #awaitMore(): void {
    this.#cancelWait();
    if (!this.#socket) return;
    const { clock, protocol } = this.#options;
    if (this.#heardOf) this.#cancelWait = clock.after(QUIET_MS, () => this.#complete());
    else {
      const error = new CodedError('provider.timeout', `${protocol.what} did not respond within ${UNHEARD_MS} ms`);
      this.#cancelWait = clock.after(UNHEARD_MS, () => this.#fail(error));
    }
  }

  /** The connection is given back only when its vendor has said that nothing more comes. */
  #complete(): void {
    const { isComplete, turnEnded } = this.#understood;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#cancelWait();
    if (socket && (isComplete || turnEnded)) this.#options.sockets.release(socket);
    else if (socket) {
      socket.use(undefined);
      socket.close();
    }
    this.#resolve({ text: this.interim ?? '' });
    this.#options.settled();
  }

  #fail(error: Error): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#cancelWait();
    socket?.use(undefined);
    socket?.abandon();
    this.#reject(error);
    if (!this.#closing.signal.aborted) this.#options.settled(error);
  }
}
