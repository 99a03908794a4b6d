import type { Logger } from '@visavis/core';
import { readV1Create, readV1Message, writeV1Signal, type SignallingEvent } from '@visavis/protocol';
import type { ClientSocket } from '../link/client-socket.js';
import type { Inbox } from '../link/inbox.js';

/** v1 clients take both for the end of signalling only; the conversation goes on. */
const REPLACED = { code: 1000, reason: 'Replaced' };
const OFFERED = { code: 1008, reason: 'Offered already' };
const OVER = { code: 1000, reason: 'Session ended' };

/**
 * One session's way to the second socket of its client, which carries the descriptions and candidates (conformance S-18).
 * The offer waits until there is a socket and the client has asked for it, and is created once: a client that asks again
 * before it has answered receives the same one, one that asks later is refused, since there is nothing to offer anew.
 */
export class SignallingLine {
  readonly #logger: Logger;
  readonly #received: (text: string) => void;
  #socket: ClientSocket | undefined;
  /** The client's name for the session, once it has asked. */
  #target: string | undefined;
  #offer: SignallingEvent | undefined;
  #answered = false;
  #closed = false;
  #freed: () => void = () => undefined;

  /** @param received Takes the client's messages, as text. */
  constructor(logger: Logger, received: (text: string) => void) {
    this.#logger = logger;
    this.#received = received;
  }

  /** Whether a client is there. */
  get taken(): boolean {
    return this.#socket !== undefined;
  }

  /** Asks whether its client is still there. */
  probe(): void {
    this.#socket?.probe();
  }

  /** @param freed Called whenever its client has gone, and the session goes on. One at a time. */
  onFreed(freed: () => void): void {
    this.#freed = freed;
  }

  /** Uses this socket from now on, and owns it. @param said Messages the client has sent on it so far. */
  attach(socket: ClientSocket, said: Inbox): void {
    if (this.#closed) return void socket.end(OVER.code, OVER.reason);
    socket.admit();
    const before = this.#socket;
    this.#socket = socket;
    this.#target = undefined;
    void before?.end(REPLACED.code, REPLACED.reason);
    this.#logger.debug('signalling socket paired');
    socket.events.on('textReceived', ({ text }) => this.#take(socket, text));
    socket.events.on('closed', () => {
      if (this.#socket !== socket) return;
      this.#socket = this.#target = undefined;
      if (!this.#closed) this.#freed();
    });
    said.open((text) => this.#take(socket, text));
  }

  /** Only the offer is kept until a client asks for it; an answer to a client that has gone is useless. */
  write(event: SignallingEvent): void {
    if (event.type === 'offer') this.#offer = event;
    if (this.#socket && this.#target !== undefined) this.#socket.send(writeV1Signal(event, this.#target));
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    void this.#socket?.end(OVER.code, OVER.reason);
  }

  #take(socket: ClientSocket, text: string): void {
    if (socket !== this.#socket) return;
    const target = readV1Create(text);
    if (target === undefined) {
      const read = readV1Message(text);
      this.#answered ||= read.ok && read.message.type === 'signaling.answer';
      return this.#received(text);
    }
    if (this.#answered) return void socket.end(OFFERED.code, OFFERED.reason);
    this.#target = target;
    if (this.#offer) socket.send(writeV1Signal(this.#offer, target));
  }
}
