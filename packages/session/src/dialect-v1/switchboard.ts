import type { Clock } from '@visavis/core';
import type { ClientSocket } from '../link/client-socket.js';
import type { SignallingLine } from './signalling-line.js';

/** A session that takes a second socket. */
export interface Party {
  /** What that socket may call it: the session's id, or the key that the client came with. */
  readonly names: readonly string[];
  readonly line: Pick<SignallingLine, 'attach' | 'taken'>;
}

interface Caller {
  readonly name: string;
  readonly socket: ClientSocket;
  /** What it has said while it waits. */
  readonly said: string[];
  stop(): void;
}

/** A socket that nobody claims for so long belongs to no session: the other one follows within seconds, or never. */
const WAIT_MS = 30_000;
/** Sockets that may wait; strangers could open any number. */
const MAX_WAITING = 64;
/** An offer is asked for, and candidates may follow; more than that is no honest beginning. */
const MAX_SAID = 64;
const NOBODY = { code: 1008, reason: 'No session' };
const CROWDED = { code: 1013, reason: 'Too many waiting' };

/**
 * Brings the two sockets of each v1 client together (conformance S-18). They come in any order, and several sessions may
 * have the same key: then the newest socket goes to the newest session that has none.
 */
export class Switchboard {
  readonly #clock: Clock;
  readonly #parties: Party[] = [];
  readonly #callers: Caller[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A session has begun. @returns Call it when the session ends. */
  join(party: Party): () => void {
    this.#parties.push(party);
    const caller = this.#callers.findLast(({ name }) => party.names.includes(name));
    if (caller) {
      this.#forget(caller);
      party.line.attach(caller.socket, caller.said);
    }
    return () => {
      const at = this.#parties.indexOf(party);
      if (at >= 0) this.#parties.splice(at, 1);
    };
  }

  /** A signalling socket has come. @param name Whom it wants: `userId` of its address. */
  call(socket: ClientSocket, name: string): void {
    const wanted = this.#parties.filter(({ names }) => names.includes(name));
    // All have a socket: the client has lost its old one without anybody noticing.
    const party = wanted.findLast(({ line }) => !line.taken) ?? wanted.at(-1);
    if (party) return party.line.attach(socket, []);
    if (this.#callers.length >= MAX_WAITING) return void socket.end(CROWDED.code, CROWDED.reason);
    this.#wait(socket, name);
  }

  #wait(socket: ClientSocket, name: string): void {
    const said: string[] = [];
    const stops = [
      socket.events.on('textReceived', ({ text }) => {
        if (said.length < MAX_SAID) said.push(text);
      }),
      socket.events.on('closed', () => this.#forget(caller)),
      this.#clock.after(WAIT_MS, () => {
        this.#forget(caller);
        void socket.end(NOBODY.code, NOBODY.reason);
      }),
    ];
    const caller: Caller = { name, socket, said, stop: () => stops.forEach((stop) => stop()) };
    this.#callers.push(caller);
  }

  #forget(caller: Caller): void {
    const at = this.#callers.indexOf(caller);
    if (at < 0) return;
    this.#callers.splice(at, 1);
    caller.stop();
  }

  /** Sends everybody away who waits. */
  close(): void {
    for (const caller of [...this.#callers]) {
      this.#forget(caller);
      void caller.socket.end(NOBODY.code, NOBODY.reason);
    }
  }
}
