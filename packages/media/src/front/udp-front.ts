import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { Logger } from '@visavis/core';
import { bindUdp, openUdp } from './open-udp.js';
import { isAuthentic, readCheck, withTieBreaker } from './stun.js';

/** Address at which the library listens while a front stands before it. */
export const BEHIND = '127.0.0.1';
/** Most addresses from which one viewer may send: one for each of its candidates. */
const MAX_PATHS = 64;

/** A peer whose checks are expected: it has received the ICE credentials of a session. */
interface ExpectedPeer {
  readonly password: string;
  readonly paths: Set<string>;
}

/** One address of a viewer, and the socket that represents it towards the library. */
interface Path {
  readonly ufrag: string;
  readonly back: Socket;
}

/**
 * Holds the public UDP port in place of the library and passes packets between it and viewers. It drops the packets of
 * senders without a check that is signed with a session's password. It exists for viewers whose relay is reached by TCP
 * only, see {@link withTieBreaker}; it costs a copy of every packet on the main thread, so servers without such relays
 * have none.
 */
export class UdpFront {
  readonly port: number;
  /** Port for the library to listen on, at {@link BEHIND}. */
  readonly behindPort: number;
  readonly #sockets: readonly Socket[];
  readonly #logger: Logger;
  readonly #expected = new Map<string, ExpectedPeer>();
  readonly #paths = new Map<string, Path>();
  #closed = false;

  private constructor(ports: { port: number; behindPort: number }, sockets: readonly Socket[], logger: Logger) {
    this.port = ports.port;
    this.behindPort = ports.behindPort;
    this.#sockets = sockets;
    this.#logger = logger;
    for (const socket of sockets) {
      socket.on('message', (packet, from) => this.#in(socket, packet, from));
      socket.on('error', (error) => logger.warn('media port', { error }));
    }
  }

  /** @throws {CodedError} `media.port_unavailable` when the port is taken or may not be opened. */
  static async open(options: { udpPort: number; bindAddress?: string; logger: Logger }): Promise<UdpFront> {
    const { udpPort, bindAddress, logger } = options;
    const sockets = await openUdp(udpPort, bindAddress);
    try {
      return new UdpFront({ port: udpPort, behindPort: await freePort() }, sockets, logger);
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
      this.#paths.get(key)?.back.close();
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
    if (!check || !peer) return this.#pass(this.#paths.get(key), packet);
    if (!isAuthentic(packet, check, peer.password)) return;
    let path = this.#paths.get(key);
    // After an ICE restart the same address belongs to another session's connection.
    if (path && path.ufrag !== check.ufrag) path = this.#forget(key, path);
    path ??= this.#open({ front, key, viewer: from, ufrag: check.ufrag }, peer);
    this.#pass(path, withTieBreaker(packet, check, peer.password));
  }

  #pass(path: Path | undefined, packet: Buffer): void {
    path?.back.send(packet, this.behindPort, BEHIND);
  }

  #open(
    { front, key, viewer, ufrag }: { front: Socket; key: string; viewer: RemoteInfo; ufrag: string },
    peer: ExpectedPeer,
  ): Path | undefined {
    if (peer.paths.size >= MAX_PATHS) return undefined;
    const back = createSocket('udp4');
    back.on('message', (packet) => {
      if (!this.#closed) front.send(packet, viewer.port, viewer.address);
    });
    back.on('error', (error) => this.#logger.debug('media path', { error }));
    const path = { ufrag, back };
    this.#paths.set(key, path);
    peer.paths.add(key);
    return path;
  }

  #forget(key: string, { ufrag, back }: Path): undefined {
    back.close();
    this.#paths.delete(key);
    this.#expected.get(ufrag)?.paths.delete(key);
    return undefined;
  }
}

async function freePort(): Promise<number> {
  const probe = await bindUdp(BEHIND, 0);
  const { port } = probe.address();
  await new Promise<void>((resolve) => probe.close(resolve));
  return port;
}
