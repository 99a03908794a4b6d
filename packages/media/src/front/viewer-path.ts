import { createSocket, type Socket } from 'node:dgram';
import type { Clock, Logger } from '@visavis/core';

/** Where packets of a viewer come from: its address, and the socket at which they arrive. */
export interface Origin {
  readonly front: Socket;
  readonly address: string;
  readonly port: number;
}

/** The library sends sound every 20 ms. */
const IDLE_MS = 500;
/** A viewer that receives media is heard about twice a second (RTCP of two streams, and ICE's checks). */
const SILENT_MS = 1000;

/** One address of a viewer, and the socket that represents it towards the library. */
export class ViewerPath {
  readonly ufrag: string;
  readonly #behind: { readonly address: string; readonly port: number };
  readonly #back: Socket = createSocket('udp4');
  readonly #clock: Clock;
  #origin: Origin;
  #heardAtMs = -Infinity;
  #sentAtMs = -Infinity;
  #closed = false;

  constructor(
    ufrag: string,
    origin: Origin,
    { behind, clock, logger }: { behind: { address: string; port: number }; clock: Clock; logger: Logger },
  ) {
    this.ufrag = ufrag;
    this.#origin = origin;
    this.#behind = behind;
    this.#clock = clock;
    this.#back.on('message', (packet) => this.#send(packet));
    this.#back.on('error', (error) => logger.debug('media path', { error }));
  }

  /** Passes a packet of the viewer on. */
  receive(packet: Buffer): void {
    this.#heardAtMs = this.#clock.nowMs();
    this.#back.send(packet, this.#behind.port, this.#behind.address);
  }

  /** Whether it is the path that the library has chosen for its media. */
  get carriesMedia(): boolean {
    return this.#clock.nowMs() - this.#sentAtMs < IDLE_MS;
  }

  /** Whether media is sent over it to a viewer that is no longer heard on it. */
  get isDeserted(): boolean {
    return this.carriesMedia && this.#clock.nowMs() - this.#heardAtMs >= SILENT_MS;
  }

  /** The viewer is elsewhere now: its media goes there. The library notices nothing. */
  moveTo(origin: Origin): void {
    this.#origin = origin;
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#back.close();
  }

  #send(packet: Buffer): void {
    // Handshake and media; checks begin with less (RFC 7983 §7).
    if ((packet[0] ?? 0) >= 20) this.#sentAtMs = this.#clock.nowMs();
    const { front, port, address } = this.#origin;
    if (!this.#closed) front.send(packet, port, address);
  }
}
