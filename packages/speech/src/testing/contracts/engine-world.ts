import assert from 'node:assert/strict';
import { CodedError } from '@visavis/core';
import type { FakeClock } from '@visavis/core/testing';
import type { Engine } from '../../engine.js';

/** How the far end of an engine may misbehave: a service, or a process of its own. */
export type Fault =
  /** It takes the request and never answers. */
  | 'stall'
  /** It answers with what is no message of its protocol. */
  | 'garbage'
  /** It goes away in the middle of its answer. */
  | 'cut'
  /** It refuses the key: HTTP 401, or the close code that stands for it. */
  | 'unauthorised'
  /** It has too much to do: HTTP 429, with `Retry-After: 1`. */
  | 'busy';

/** An engine, and the world around it as a contract uses it. */
export interface EngineWorld<E extends Engine> {
  readonly engine: E;
  /** The clock that the engine was opened with. Limits of the engine pass by it. */
  readonly clock: FakeClock;
  /** What is under way on the engine's behalf: requests, streams, calls, timers. Zero while it rests. */
  held(): number;
  /** Has the far end misbehave from the next request on; without a fault, work again. */
  misbehave?(fault?: Fault): void;
  /** Has the far end close every connection that the engine keeps. @returns Resolves when they are closed. */
  hangUp?(): Promise<void>;
  /** What the far end has rejected of what it was sent. @defaultValue nothing is known of it */
  complaints?(): readonly string[];
  /** Closes the engine, and then the far end. Idempotent. */
  close(): Promise<void>;
}

/** The properties of an engine that a contract has to know. */
export interface ContractOptions<E extends Engine> {
  /** Opens an engine that has not been prepared, in a world of its own. */
  open(): Promise<EngineWorld<E>>;
  /** The ways in which its far end may misbehave. @defaultValue none: it has no far end */
  readonly faults?: readonly Fault[];
  /** Whether it keeps connections while nothing is under way: its world can hang up. @defaultValue false */
  readonly keepsConnections?: boolean;
  /** How often a user speaks over it, every 400 ms. @defaultValue 450: for three minutes */
  readonly bargeIns?: number;
}

/** One thing that users of an engine rely on, and the check that it does it. */
export interface EngineCase {
  readonly title: string;
  /** Rejects with an `AssertionError` when the engine does not. */
  run(): Promise<void>;
}

/** A check that runs with a prepared engine. */
export type EngineCheck<E extends Engine> = (world: EngineWorld<E>) => Promise<void>;

/** A user speaks over the face every 400 ms for three minutes. */
export const BARGE_INS = 450;
export const BARGE_IN_EVERY_MS = 400;
/** The longest time after an abort until it has come through, ms. */
export const ABORT_LIMIT_MS = 50;
/** Longer than any limit of an engine, ms. */
const PATIENCE_MS = 300_000;
/** Turns of the event loop in which a far end on this machine has answered. */
const ANSWERED_AFTER_TURNS = 200;
/** Stands in all that engines receive, and must stand in nothing that they report about themselves. */
export const SECRET = 'marmalade';

/** @returns The cases of a contract: each opens a world, prepares the engine, and closes it. */
export function casesOf<E extends Engine>(
  { open }: ContractOptions<E>,
  checks: Readonly<Record<string, EngineCheck<E>>>,
): EngineCase[] {
  return Object.entries(checks).map(([title, check]) => ({
    title,
    async run() {
      const world = await open();
      const unhandled: unknown[] = [];
      const note = (reason: unknown): void => void unhandled.push(reason);
      process.on('unhandledRejection', note);
      try {
        await passing(world, world.engine.prepare());
        await check(world);
        assert.deepEqual(world.complaints?.() ?? [], [], 'its far end takes all that it sends');
        await world.close();
        await turn();
        assert.deepEqual(unhandled, [], 'no rejection is left unhandled');
        assert.equal(world.held(), 0, 'nothing is left when the engine is closed');
      } finally {
        process.off('unhandledRejection', note);
        await world.close();
      }
    },
  }));
}

/** Lets threads, processes and sockets work for a moment. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** Waits for `promise` while time passes by the engine's clock, no faster than by the wall. */
export async function passing<T>({ clock }: Pick<EngineWorld<Engine>, 'clock'>, promise: Promise<T>): Promise<T> {
  let over = false;
  const ended = promise.finally(() => (over = true));
  ended.catch(() => undefined);
  for (let ms = 0; !over && ms < PATIENCE_MS; ms++) {
    await turn();
    clock.advance(1);
  }
  assert.ok(over, 'the engine comes to an end');
  return ended;
}

/**
 * Waits for `promise`, first as long as a far end on this machine takes to answer, and then while time flies by the engine's
 * clock, until a limit of the engine has passed.
 */
export async function overtime<T>({ clock }: Pick<EngineWorld<Engine>, 'clock'>, promise: Promise<T>): Promise<T> {
  let over = false;
  const ended = promise.finally(() => (over = true));
  ended.catch(() => undefined);
  for (let turns = 0, ms = 0; !over && ms < PATIENCE_MS; turns++) {
    await turn();
    const stepMs = turns < ANSWERED_AFTER_TURNS ? 1 : 500;
    clock.advance(stepMs);
    ms += stepMs;
  }
  assert.ok(over, 'the engine has limits');
  return ended;
}

/** The far end closes what the engine keeps, as often as a vendor does in a long pause. */
export async function longPause(world: EngineWorld<Engine>): Promise<void> {
  assert.ok(world.hangUp, 'a world that keeps connections can hang up');
  for (let i = 0; i < 3; i++) {
    await world.hangUp();
    // Time enough for another connection, which is closed as well.
    await passing(world, Promise.all(Array.from({ length: 20 }, turn)));
  }
}

/** The engine comes to rest: all work that it gave up ends. */
export async function rests(world: EngineWorld<Engine>): Promise<void> {
  for (let i = 0; i < 5_000 && world.held() > 0; i++) await turn();
  assert.equal(world.held(), 0, 'nothing is under way any more');
}

/** @returns The error with which `promise` rejects. */
export function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail('it does not reject'),
    (error: unknown) => error,
  );
}

/** An error of an engine: coded, and without what users said. */
export function assertCoded(error: unknown): void {
  assert.ok(error instanceof CodedError, `a coded error, not ${String(error)}`);
  assert.match(error.code, /^(?:provider|worker|recognizer)\./);
  assert.ok(!error.message.includes(SECRET), 'without what was said');
}

/** The engine reports a failure in its health, without what users said. */
export function assertFailed({ health }: Engine): void {
  assert.equal(health.state, 'failed');
  if (health.state === 'failed') assert.ok(!health.reason.includes(SECRET), 'without what was said');
}

/** The facts that clients show. */
export function assertStated({ info, health }: Engine): void {
  assert.equal(health.state, 'ready');
  assert.ok(info.languages === 'any' || info.languages.length > 0, 'it states its languages');
  assert.ok(info.data.at === 'thisMachine' || info.data.service !== '', 'it names the service that receives data');
}
