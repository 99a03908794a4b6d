import type { RemoteInfo, Socket } from 'node:dgram';
import { systemClock, type Clock, type Logger } from '@visavis/core';
import { bindUdp, openUdp } from './open-udp.js';
import { isAuthentic, readCheck, withTieBreaker } from './stun.js';
import { ViewerPath, type Origin } from './viewer-path.js';

/** Address at which the library listens while a front stands before it. */
export const BEHIND = '127.0.0.1';
/** Most addresses from which one viewer may send: one for each of its candidates. */
const MAX_PATHS = 64;

/** A peer whose checks are expected: it has received the ICE credentials of a session. */
interface ExpectedPeer {
  readonly password: string;
  readonly paths: Set<string>;
}

/** Options of {@link UdpFront.open}. */
export interface UdpFrontOptions {
  readonly udpPort: number;
  /** Address to listen on; all when absent. */
  readonly bindAddress?: string | undefined;
  readonly logger: Logger;
  readonly clock?: Clock;
}

/**
 * Holds the public UDP port in place of the library and passes packets between it and viewers. It drops the packets of
 * senders without a check that is signed with a session's password. It exists for viewers whose relay is reached by TCP
 * only, see {@link withTieBreaker}; it costs a copy of every packet on the main thread, so servers without such relays
 * have none. Where it is, the media of a viewer whose address changes follows it: the library, which controls ICE, keeps
 * to the pair it has nominated (RFC 8445 §8.1.1).
 */
export class UdpFront {
  readonly port: number;
  /** Port for the library to listen on, at {@link BEHIND}. */
  readonly behindPort: number;
  readonly #sockets: readonly Socket[];
  readonly #logger: Logger;
  readonly #expected = new Map<string, ExpectedPeer>();
  readonly #clock: Clock;
  readonly #paths = new Map<string, ViewerPath>();
  #closed = false;

  private constructor(behindPort: number, sockets: readonly Socket[], options: UdpFrontOptions) {
    const { udpPort, logger, clock = systemClock } = options;
    this.port = udpPort;
    this.behindPort = behindPort;
    this.#sockets = sockets;
    this.#logger = logger;
    this.#clock = clock;
    for (const socket of sockets) {
      socket.on('message', (packet, from) => this.#in(socket, packet, from));
      socket.on('error', (error) => logger.warn('media port', { error }));
    }
  }

  /** @throws {CodedError} `media.port_unavailable` when the port is taken or may not be opened. */
  static async open(options: UdpFrontOptions): Promise<UdpFront> {
    const sockets = await openUdp(options.udpPort, options.bindAddress);
    try {
      return new UdpFront(await freePort(), sockets, options);
    } catch (error) {
      for (const socket of sockets) socket.close();
      throw error;
    }
  }

  /** Passes the packets of viewers with these credentials, until {@link dismiss}. */
  admit(ufrag: string, password: string): void {
    if (!this.#closed) this.#expected.set(ufrag, { password, paths: new Set() });
  }

  /** Passes no more packets of viewers with these credentials, and closes their sockets. */
  dismiss(ufrag: string): void {
    for (const key of this.#expected.get(ufrag)?.paths ?? []) {
      this.#paths.get(key)?.close();
      this.#paths.delete(key);
    }
    this.#expected.delete(ufrag);
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const ufrag of [...this.#expected.keys()]) this.dismiss(ufrag);
    for (const socket of this.#sockets) socket.close();
  }

  #in(front: Socket, packet: Buffer, from: RemoteInfo): void {
    const key = `${from.address} ${from.port}`;
    const check = readCheck(packet);
    const peer = check && this.#expected.get(check.ufrag);
    if (!check || !peer) return this.#paths.get(key)?.receive(packet);
    if (!isAuthentic(packet, check, peer.password)) return;
    // After an ICE restart the same address belongs to another session's connection.
    if (this.#paths.get(key)?.ufrag !== check.ufrag) this.#forget(key);
    const origin = { front, address: from.address, port: from.port };
    const path = this.#lead(key, peer, origin) ?? this.#paths.get(key) ?? this.#open(check.ufrag, peer, origin);
    if (!path) return;
    this.#paths.set(key, path);
    peer.paths.add(key);
    path.receive(withTieBreaker(packet, check, peer.password));
  }

  /** @returns The path of the viewer's media, led to where the viewer is now; `undefined` while it is heard on it. */
  #lead(key: string, peer: ExpectedPeer, origin: Origin): ViewerPath | undefined {
    const left = [...peer.paths].find((other) => this.#paths.get(other)?.isDeserted);
    const path = left === undefined || left === key ? undefined : this.#paths.get(left);
    if (left === undefined || !path) return undefined;
    this.#forget(key);
    this.#paths.delete(left);
    peer.paths.delete(left);
    path.moveTo(origin);
    return path;
  }

  #open(ufrag: string, peer: ExpectedPeer, origin: Origin): ViewerPath | undefined {
    if (peer.paths.size >= MAX_PATHS) return undefined;
    const behind = { address: BEHIND, port: this.behindPort };
    return new ViewerPath(ufrag, origin, { behind, clock: this.#clock, logger: this.#logger });
  }

  #forget(key: string): void {
    const path = this.#paths.get(key);
    path?.close();
    this.#paths.delete(key);
    if (path) this.#expected.get(path.ufrag)?.paths.delete(key);
  }
}

async function freePort(): Promise<number> {
  const probe = await bindUdp(BEHIND, 0);
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(resolve));
  return port;
}
