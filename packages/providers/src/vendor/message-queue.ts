import type { SocketEnded } from './socket-end.js';
import type { SocketUser, VendorSocket } from './vendor-socket.js';

/** So many messages wait for a slow reader before nothing more is taken from the network. */
const MANY = 64;

/** What comes through a connection, for one reader after the other. It takes from the network only as much as is read. */
export class MessageQueue implements SocketUser, AsyncIterable<unknown> {
  readonly #socket: VendorSocket;
  readonly #waiting: unknown[] = [];
  #error: SocketEnded | undefined;
  #wake: () => void = () => undefined;

  /** @param socket Used by this until it is given to another user. */
  constructor(socket: VendorSocket) {
    this.#socket = socket;
    socket.use(this);
  }

  message(value: unknown): void {
    this.#waiting.push(value);
    if (this.#waiting.length >= MANY) this.#socket.pause();
    this.#wake();
  }

  ended(error: SocketEnded): void {
    this.#error = error;
    this.#wake();
  }

  /** @throws {SocketEnded} When the connection has ended, and what came before was read. */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    for (;;) {
      while (this.#waiting.length > 0) {
        yield this.#waiting.shift();
        if (this.#waiting.length === 0) this.#socket.resume();
      }
      if (this.#error) throw this.#error;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
