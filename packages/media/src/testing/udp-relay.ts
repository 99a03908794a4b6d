import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { seeded } from '@visavis/core/testing';

/** Properties of the link, the same in both directions unless stated. */
export interface LinkOptions {
  /** Rate towards the viewer; unlimited when absent. */
  readonly downBps?: number;
  /** Longest wait of a packet at the bottleneck; packets that would wait longer are dropped. Default 300. */
  readonly queueMs?: number;
  /** Delay in one direction. */
  readonly delayMs?: number;
  /** Longest further delay of a packet towards the viewer, a random share of which each has: packets overtake each other. */
  readonly jitterMs?: number;
  /** Share of packets lost at random towards the viewer, 0…1. */
  readonly loss?: number;
  /** How often each packet towards the server arrives there; once when absent. */
  readonly repeatUp?: number;
  /** Address to which viewers send; any address of this machine when absent. */
  readonly address?: string;
  /** Port to which viewers send; a free one when absent. */
  readonly port?: number;
  /** Random numbers, 0…1, that decide which packets are lost or late; the same in every run when absent. */
  readonly random?: () => number;
  /** Called with each packet towards the viewer, also with one that is lost. */
  readonly onDown?: (packet: Buffer) => void;
}

/** Overhead of IPv4 and UDP, which a link carries too. */
const HEADER_BYTES = 28;

/** A narrow, long or lossy link on this machine: viewers send to {@link port}, the server sees one address per viewer. */
export class UdpRelay {
  readonly #options: LinkOptions;
  readonly #random: () => number;
  readonly #server: { port: number; address: string };
  readonly #front: Socket = createSocket('udp4');
  readonly #backs = new Map<string, Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #downBps: number | undefined;
  #freeAtMs = 0;
  #passed = 0;
  #dropped = 0;
  #cut = false;

  constructor(server: { port: number; address: string }, options: LinkOptions) {
    this.#server = server;
    this.#options = options;
    this.#downBps = options.downBps;
    this.#random = options.random ?? seeded(1);
    this.#front.on('message', (packet, from) => this.#up(packet, from));
  }

  /** Numbers of packets towards the viewer. */
  get counts(): { passed: number; dropped: number } {
    return { passed: this.#passed, dropped: this.#dropped };
  }

  /** @returns The port to which viewers send. */
  open(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#front.once('error', reject);
      this.#front.bind(this.#options.port, this.#options.address, () => resolve(this.#front.address().port));
    });
  }

  /** Sends each viewer's packets from another port from now on, like an address translation that has forgotten them. */
  rebind(): void {
    for (const socket of this.#backs.values()) socket.close();
    this.#backs.clear();
  }

  /** Carries so much towards the viewer from now on. */
  setRate(downBps: number): void {
    this.#downBps = downBps;
  }

  /** Drops every packet from now on, in both directions, like a link whose cable is out. */
  cut(): void {
    this.#cut = true;
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#backs.values()) socket.close();
    this.#front.close();
  }

  #up(packet: Buffer, from: RemoteInfo): void {
    const back = this.#backOf(from);
    const { delayMs = 0, repeatUp = 1 } = this.#options;
    this.#later(delayMs, () => {
      if (this.#backs.get(keyOf(from)) !== back) return;
      for (let i = 0; i < repeatUp; i++) back.send(packet, this.#server.port, this.#server.address);
    });
  }

  #backOf(viewer: RemoteInfo): Socket {
    const key = keyOf(viewer);
    let back = this.#backs.get(key);
    if (!back) {
      back = createSocket('udp4');
      back.on('message', (packet) => this.#down(packet, viewer));
      this.#backs.set(key, back);
    }
    return back;
  }

  #down(packet: Buffer, viewer: RemoteInfo): void {
    const downBps = this.#downBps;
    const { queueMs = 300, delayMs = 0, jitterMs = 0, loss = 0 } = this.#options;
    this.#options.onDown?.(packet);
    const nowMs = performance.now();
    const startMs = Math.max(nowMs, this.#freeAtMs);
    if (this.#random() < loss || (downBps !== undefined && startMs - nowMs > queueMs)) {
      this.#dropped++;
      return;
    }
    const takesMs = downBps === undefined ? 0 : (8000 * (packet.length + HEADER_BYTES)) / downBps;
    this.#freeAtMs = startMs + takesMs;
    this.#passed++;
    const lateMs = jitterMs === 0 ? 0 : jitterMs * this.#random();
    this.#later(this.#freeAtMs - nowMs + delayMs + lateMs, () => this.#front.send(packet, viewer.port, viewer.address));
  }

  #later(delayMs: number, send: () => void): void {
    if (this.#cut) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      send();
    }, delayMs);
    this.#timers.add(timer);
  }
}

const keyOf = ({ address, port }: RemoteInfo): string => `${address}:${port}`;
