import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { CodedError, type Logger } from '@visavis/core';
import { isAuthentic, readCheck, withTieBreaker } from './stun.js';

/** Where the library listens while a front stands before it. */
export const BEHIND = '127.0.0.1';
/** Addresses from which one viewer is heard: each of its candidates is one. */
const MAX_PATHS = 64;

/** Who may come in, by the credentials we gave. */
interface Guest {
  readonly password: string;
  readonly paths: Set<string>;
}

/** One viewer's address, and the socket that stands for it behind. */
interface Path {
  readonly ufrag: string;
  readonly back: Socket;
}

/**
 * Holds the public UDP port in place of the library and passes packets between it and viewers. Who sends no check signed
 * with a session's password is not let through. It is there for viewers whose relay is reached by TCP only, see
 * {@link withTieBreaker}; it costs a copy of every packet on the main thread, so without such relays there is none.
 */
export class UdpFront {
  readonly port: number;
  /** Where the library is to listen, on {@link BEHIND}. */
  readonly behindPort: number;
  readonly #sockets: readonly Socket[];
  readonly #logger: Logger;
  readonly #guests = new Map<string, Guest>();
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
    const opened: Socket[] = [];
    try {
      for (const address of bindAddress ? [bindAddress] : ['0.0.0.0', '::']) {
        const socket = await bind(address, udpPort, !bindAddress);
        if (socket) opened.push(socket);
      }
      return new UdpFront({ port: udpPort, behindPort: await freePort() }, opened, logger);
    } catch (cause) {
      for (const socket of opened) socket.close();
      throw new CodedError('media.port_unavailable', `UDP port ${udpPort} cannot be opened`, { cause });
    }
  }

  /** Viewers with these credentials are let in, until {@link dismiss}. */
  admit(ufrag: string, password: string): void {
    if (!this.#closed) this.#guests.set(ufrag, { password, paths: new Set() });
  }

  dismiss(ufrag: string): void {
    for (const key of this.#guests.get(ufrag)?.paths ?? []) {
      this.#paths.get(key)?.back.close();
      this.#paths.delete(key);
    }
    this.#guests.delete(ufrag);
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const ufrag of [...this.#guests.keys()]) this.dismiss(ufrag);
    for (const socket of this.#sockets) socket.close();
  }

  #in(front: Socket, packet: Buffer, from: RemoteInfo): void {
    const key = `${from.address} ${from.port}`;
    const check = readCheck(packet);
    const guest = check && this.#guests.get(check.ufrag);
    if (!check || !guest) return this.#pass(this.#paths.get(key), packet);
    if (!isAuthentic(packet, check, guest.password)) return;
    let path = this.#paths.get(key);
    // After an ICE restart the same address belongs to another session's connection.
    if (path && path.ufrag !== check.ufrag) path = this.#forget(key, path);
    path ??= this.#open({ front, key, viewer: from, ufrag: check.ufrag }, guest);
    this.#pass(path, withTieBreaker(packet, check, guest.password));
  }

  #pass(path: Path | undefined, packet: Buffer): void {
    path?.back.send(packet, this.behindPort, BEHIND);
  }

  #open(
    { front, key, viewer, ufrag }: { front: Socket; key: string; viewer: RemoteInfo; ufrag: string },
    guest: Guest,
  ): Path | undefined {
    if (guest.paths.size >= MAX_PATHS) return undefined;
    const back = createSocket('udp4');
    back.on('message', (packet) => {
      if (!this.#closed) front.send(packet, viewer.port, viewer.address);
    });
    back.on('error', (error) => this.#logger.debug('media path', { error }));
    const path = { ufrag, back };
    this.#paths.set(key, path);
    guest.paths.add(key);
    return path;
  }

  #forget(key: string, { ufrag, back }: Path): undefined {
    back.close();
    this.#paths.delete(key);
    this.#guests.get(ufrag)?.paths.delete(key);
    return undefined;
  }
}

/** @returns `undefined` where the machine has no such address family and does not need to. */
async function bind(address: string, port: number, optional: boolean): Promise<Socket | undefined> {
  const family = isIPv6(address) ? 'udp6' : 'udp4';
  const socket = createSocket({ type: family, ipv6Only: family === 'udp6' });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, address, resolve);
    });
    socket.removeAllListeners('error');
    return socket;
  } catch (error) {
    socket.close();
    const { code } = error as NodeJS.ErrnoException;
    if (optional && family === 'udp6' && code !== 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const probe = await bind(BEHIND, 0, false);
  const port = probe?.address().port ?? 0;
  await new Promise<void>((resolve) => probe?.close(resolve));
  return port;
}
