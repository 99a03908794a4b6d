import type { Socket } from 'node:dgram';
import { systemClock, type Clock, type Logger } from '@visavis/core';
import { openUdp } from './open-udp.js';
import { answerBinding } from './stun.js';

/** Answers a second, to one address and in all. A client sends one request for each of its interfaces, then repeats it. */
const MAX_PER_ADDRESS = 20;
const MAX_IN_ALL = 500;
const WINDOW_MS = 1000;

/** Options of {@link StunResponder.open}. */
export interface StunOptions {
  /** The port to open; 0 for any free one. */
  readonly port: number;
  /** Address to listen on; all when absent. */
  readonly bindAddress?: string | undefined;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/**
 * A STUN server that does nothing but tell clients the address from which their packets come (RFC 8489), for clients
 * that need one in their list. An answer is hardly longer than its request and goes to one address twenty times a
 * second at most, so that it is of no use against a third party whose address was forged.
 */
export class StunResponder {
  readonly port: number;
  readonly #sockets: readonly Socket[];
  readonly #clock: Clock;
  readonly #answered = new Map<string, number>();
  #total = 0;
  #windowAtMs = -Infinity;
  #closed = false;

  private constructor(port: number, sockets: readonly Socket[], { logger, clock = systemClock }: StunOptions) {
    this.port = port;
    this.#sockets = sockets;
    this.#clock = clock;
    for (const socket of sockets) {
      socket.on('message', (packet, from) => {
        const answer = this.#closed ? undefined : answerBinding(packet, from);
        if (answer && this.#mayAnswer(from.address)) socket.send(answer, from.port, from.address);
      });
      socket.on('error', (error) => logger.warn('STUN port', { error }));
    }
  }

  /** @throws {CodedError} `media.port_unavailable` when the port is taken or may not be opened. */
  static async open(options: StunOptions): Promise<StunResponder> {
    const sockets = await openUdp(options.port, options.bindAddress);
    return new StunResponder(sockets[0].address().port, sockets, options);
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const socket of this.#sockets) socket.close();
  }

  #mayAnswer(address: string): boolean {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#windowAtMs >= WINDOW_MS) {
      this.#windowAtMs = nowMs;
      this.#total = 0;
      this.#answered.clear();
    }
    const count = this.#answered.get(address) ?? 0;
    if (count >= MAX_PER_ADDRESS || this.#total >= MAX_IN_ALL) return false;
    this.#answered.set(address, count + 1);
    this.#total++;
    return true;
  }
}
