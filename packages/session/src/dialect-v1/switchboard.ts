import type { Clock } from '@visavis/core';
import type { ClientSocket } from '../link/client-socket.js';
import { Inbox } from '../link/inbox.js';
import type { SignallingLine } from './signalling-line.js';

/** A session that takes a second socket. */
export interface Party {
  /** That socket may ask for it by the session's id, which its client alone knows, or by the key that it came with. */
  readonly id: string;
  readonly key: string | undefined;
  readonly line: Pick<SignallingLine, 'attach' | 'taken' | 'probe' | 'onFreed'>;
}

/** A signalling socket whose session has not begun. */
interface WaitingSocket {
  readonly name: string;
  /** The network it comes from. */
  readonly from: string;
  readonly socket: ClientSocket;
  /** Messages received while it waits. */
  readonly said: Inbox;
  stop(): void;
}

/** A socket unclaimed for so long belongs to no session: the other one follows within seconds, or never. */
const WAIT_MS = 30_000;
/** Sockets that may wait; strangers could open any number, and one of them must not keep out all others. */
const MAX_WAITING = 64;
const UNCLAIMED = { code: 1008, reason: 'No session' };
const CROWDED = { code: 1013, reason: 'Too many waiting' };

/**
 * Brings the two sockets of each v1 client together (conformance S-18). They come in any order, and several sessions may
 * have the same key: then the newest socket goes to the newest session that has none. A key that visitors share replaces
 * the socket of no session: whose it is, the key does not say.
 */
export class Switchboard {
  readonly #clock: Clock;
  readonly #parties: Party[] = [];
  readonly #waiting: WaitingSocket[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Registers a session that has begun. @returns A function to call when the session ends. */
  join(party: Party): () => void {
    this.#parties.push(party);
    party.line.onFreed(() => this.#pair(party));
    this.#pair(party);
    return () => {
      const at = this.#parties.indexOf(party);
      if (at >= 0) this.#parties.splice(at, 1);
    };
  }

  /**
   * Pairs a signalling socket with its session, or keeps it waiting for one.
   *
   * @param name `userId` of its address.
   * @param from The network it comes from: where too many wait, one of the network with the most of them has to go.
   */
  connect(socket: ClientSocket, name: string, from: string): void {
    const wanted = this.#parties.filter((party) => isNamed(party, name));
    const party = wanted.find(({ id }) => id === name) ?? wanted.findLast(({ line }) => !line.taken);
    if (party) return party.line.attach(socket, new Inbox());
    // All have a socket. One of their clients may have lost its own without a sign, else the session is still to come.
    for (const { line } of wanted) line.probe();
    this.#wait({ name, from, socket });
    if (this.#waiting.length > MAX_WAITING) this.#thin();
  }

  /** Sends away the socket that has waited longest of those of the network that has the most. */
  #thin(): void {
    const counts = new Map<string, number>();
    for (const { from } of this.#waiting) counts.set(from, (counts.get(from) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const leaving = this.#waiting.find(({ from }) => counts.get(from) === most);
    if (!leaving) return;
    this.#forget(leaving);
    void leaving.socket.end(CROWDED.code, CROWDED.reason);
  }

  /** Gives a session that has no socket the newest one that waits for it. */
  #pair(party: Party): void {
    const waiting = this.#waiting.findLast(({ name }) => isNamed(party, name));
    if (!waiting) return;
    this.#forget(waiting);
    party.line.attach(waiting.socket, waiting.said);
  }

  #wait({ name, from, socket }: Pick<WaitingSocket, 'name' | 'from' | 'socket'>): void {
    const said = new Inbox();
    const stops = [
      socket.events.on('textReceived', ({ text }) => said.push(text)),
      socket.events.on('closed', () => this.#forget(waiting)),
      this.#clock.after(WAIT_MS, () => {
        this.#forget(waiting);
        void socket.end(UNCLAIMED.code, UNCLAIMED.reason);
      }),
    ];
    const waiting: WaitingSocket = { name, from, socket, said, stop: () => stops.forEach((stop) => stop()) };
    this.#waiting.push(waiting);
  }

  #forget(waiting: WaitingSocket): void {
    const at = this.#waiting.indexOf(waiting);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    waiting.stop();
  }

  /** Closes all waiting sockets. */
  close(): void {
    for (const waiting of [...this.#waiting]) {
      this.#forget(waiting);
      void waiting.socket.end(UNCLAIMED.code, UNCLAIMED.reason);
    }
  }
}

const isNamed = ({ id, key }: Party, name: string): boolean => name === id || name === key;
