import { EventEmitter } from 'node:events';
import { silentLogger, type Logger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { serverFrame, v1Frame, v1SignalFrame } from '@visavis/protocol';
import { KnowledgeBrain } from '@visavis/providers';
import { FakeEngines, FakeWebSocket } from '@visavis/session/testing';
import {
  MemoryAvatars,
  MemoryLicences,
  MemoryPlaces,
  MemoryRecords,
  MemoryResumes,
  MemoryTokens,
} from '@visavis/store';
import type { WebSocket } from 'ws';
import { AvatarDirectory } from '../avatars/avatar-directory.js';
import { Keys } from '../keys/keys.js';
import { Refusals } from '../keys/refusals.js';
import { Sessions } from '../sessions/sessions.js';
import type { Arrival } from '../sessions/upgrade.js';
import type { Step, Visit } from './fuzz-grammar.js';

const LICENSE = 'vv_key';
/** Names that some client takes for the end of the call (conformance Rule 17). */
const BARE_ERRORS = ['error', 'response.error', 'realtime.response.error'];

/** How long the server waits for a client that was lost, and for one that does not answer its goodbye. */
const LOST_MS = 31_000;
const GONE_MS = 600;

const KNOWLEDGE = {
  name: 'the fuzz',
  topics: [
    { question: 'Are you there?', phrasings: ['Are you there?', 'Are you still there?'], answer: 'I am.', line: 1 },
  ],
};

/** Pictures are kept for a brain that looks at them. */
class SeeingBrain extends KnowledgeBrain {
  override readonly sees = true;
}

/** Real sessions and a real brain on fake sockets, with ears and voices of tests. */
export class FuzzWorld {
  readonly clock = new FakeClock();
  /** Internal errors, as the log reports them. */
  readonly defects: string[] = [];
  readonly #engines = new FakeEngines(this.clock);
  readonly #sessions: Sessions;

  constructor() {
    const logger: Logger = {
      ...silentLogger,
      error: (message, fields) => this.defects.push(`${message}: ${String(fields?.['error'])}`),
    };
    this.#sessions = new Sessions({
      config: { idleTimeoutMs: 86_400_000, maxSessionsPerLicense: undefined },
      iceServersFor: () => [{ urls: ['stun:192.0.2.1'] }],
      keys: new Keys({ licences: new MemoryLicences([{ key: LICENSE }]), tokens: new MemoryTokens() }),
      refusals: new Refusals({ clock: this.clock, logger }),
      avatars: new AvatarDirectory(new MemoryAvatars()),
      engines: Promise.resolve({
        ...this.#engines,
        enginesFor: () => ({ ...this.#engines, minds: { brain: new SeeingBrain(KNOWLEDGE) } }),
      }),
      store: {
        places: new MemoryPlaces({ total: 3, line: 4 }),
        resumes: new MemoryResumes(),
        records: new MemoryRecords(),
      },
      nodeId: 'the only one',
      clock: this.clock,
      logger,
    });
  }

  /** Everything that sessions hold. */
  get held(): Record<string, number> {
    const { vad, recognizer, openMedia } = this.#engines;
    const ears = vad.live + recognizer.live;
    return { ...this.#sessions.counts(), timers: this.clock.pending, ears, media: openMedia };
  }

  open(entrance: Arrival['entrance'], query: string): FakeWebSocket {
    const socket = new LivelySocket();
    const from = {
      ownOrigin: 'http://face.example',
      hostname: 'face.example',
      origin: undefined,
      address: '192.0.2.7',
    };
    const arrival: Arrival = { entrance, query, ...from, connection: new EventEmitter() };
    this.#sessions.accept(socket as unknown as WebSocket, arrival);
    return socket;
  }
}

/** Answers pings, as every client does without knowing. */
class LivelySocket extends FakeWebSocket {
  override ping(): void {
    super.ping();
    this.emit('pong');
  }
}

/** One client, from its arrival to its end. */
export class FuzzClient {
  readonly #world: FuzzWorld;
  readonly #visit: Visit;
  readonly #sockets: FakeWebSocket[] = [];
  #signalling: FakeWebSocket | undefined;

  constructor(world: FuzzWorld, visit: Visit) {
    this.#world = world;
    this.#visit = visit;
    const { entrance, query } = visit;
    this.#sockets.push(world.open(entrance, `${query}&license=${LICENSE}`));
    if (entrance === 'v1 conversation') this.#signalling = world.open('v1 signalling', `userId=${LICENSE}`);
  }

  /** Frames that no client should receive, and why. */
  get faults(): string[] {
    const schema = this.#visit.entrance === 'unified' ? serverFrame : v1Frame;
    const framesOf = (sockets: FakeWebSocket[]) => sockets.flatMap(({ sent }) => sent);
    const wrong = (text: string, valid: boolean) =>
      valid && !BARE_ERRORS.includes((JSON.parse(text) as { type: string }).type) ? [] : [text.slice(0, 300)];
    return [
      ...framesOf(this.#sockets).flatMap((text) => wrong(text, schema.safeParse(JSON.parse(text)).success)),
      ...framesOf(this.#signalling ? [this.#signalling] : []).flatMap((text) =>
        wrong(text, v1SignalFrame.safeParse(JSON.parse(text)).success),
      ),
    ];
  }

  /** Types of every frame it received, on both sockets. */
  get types(): string[] {
    const sockets = this.#signalling ? [...this.#sockets, this.#signalling] : this.#sockets;
    return sockets.flatMap(({ sent }) => sent.map((text) => (JSON.parse(text) as { type: string }).type));
  }

  /** Number of frames of one type that it received. */
  count(type: string): number {
    return this.#sockets.flatMap(({ sent }) => sent.filter((text) => text.startsWith(`{"type":"${type}"`))).length;
  }

  say(message: object): void {
    this.#take({ kind: 'text', text: JSON.stringify(message) });
  }

  /** Performs its steps, letting the server work after each. */
  async act(): Promise<void> {
    await settle();
    for (const step of this.#visit.steps) {
      this.#take(step);
      await settle();
    }
  }

  /** Leaves, and waits until the server has released everything that it keeps for this client alone. */
  async leave(): Promise<void> {
    for (const socket of [...this.#sockets, this.#signalling]) socket?.emit('close', 1000, Buffer.alloc(0));
    await settle();
    const lost = this.#visit.steps.some(({ kind }) => kind === 'lose' || kind === 'return');
    this.#world.clock.advance(lost ? LOST_MS : GONE_MS);
    await settle();
  }

  #take(step: Step): void {
    const socket = this.#sockets.at(-1)!;
    switch (step.kind) {
      case 'text':
        return void socket.emit('message', Buffer.from(step.text), false);
      case 'bytes':
        return void socket.emit('message', Buffer.from(step.bytes), true);
      case 'signal':
        return void this.#signalling?.emit('message', Buffer.from(step.text), false);
      case 'wait':
        return this.#world.clock.advance(step.ms);
      case 'lose':
        return void socket.emit('close', step.code, Buffer.alloc(0));
      case 'return':
        return this.#comeBack(step);
    }
  }

  #comeBack({ short, garble }: Extract<Step, { kind: 'return' }>): void {
    const frames = this.#sockets.flatMap(({ sent }) => sent).map((text) => JSON.parse(text) as ReturnFrame);
    const token = frames.map(({ data }) => data?.resume?.token).findLast((found) => found !== undefined);
    const last = Math.max(0, ...frames.map(({ seq }) => seq ?? 0));
    const query = `resume=${garble ? 'vvr_guess' : (token ?? '')}&after=${Math.max(0, last - short)}`;
    this.#sockets.push(this.#world.open('unified', query));
  }
}

interface ReturnFrame {
  readonly seq?: number;
  readonly data?: { readonly resume?: { readonly token: string } };
}

/** Lets everything run that waits for nothing but its turn. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
