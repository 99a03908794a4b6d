import assert from 'node:assert/strict';
import type { Brain, ReplyPart } from '../../ports.js';
import {
  ABORT_LIMIT_MS,
  assertCoded,
  assertFailed,
  assertStated,
  BARGE_IN_EVERY_MS,
  BARGE_INS,
  casesOf,
  errorOf,
  overtime,
  passing,
  rests,
  SECRET,
  turn,
  type ContractOptions,
  type EngineCase,
  type EngineCheck,
  type Fault,
} from './engine-world.js';

type Check = EngineCheck<Brain>;

/**
 * The behaviour of every brain. Its far end answers any question in several pieces.
 *
 * @returns Cases for a test runner; with Vitest: `for (const { title, run } of contract) it(title, run)`.
 */
export function brainContract(options: ContractOptions<Brain>): EngineCase[] {
  return casesOf(options, {
    ...ALWAYS,
    [`is there after ${options.bargeIns ?? BARGE_INS} barge-ins, one every 400 ms`]: storm(options.bargeIns),
    ...faultChecks(options.faults ?? []),
  });
}

const ALWAYS: Readonly<Record<string, Check>> = {
  'states what it is once it is prepared': async ({ engine }) => {
    assertStated(engine);
    assert.notEqual(engine.label, '');
  },

  'answers a question, and greets where nothing was said': async (world) => {
    assert.notEqual(textOf(await passing(world, answer(world.engine))).trim(), '');
    const greeting = parts(world.engine, { history: [] });
    await passing(world, greeting);
    await rests(world);
  },

  'answers two at once, each the same as alone': async (world) => {
    const alone = textOf(await passing(world, answer(world.engine)));
    const both = await passing(world, Promise.all([answer(world.engine), answer(world.engine)]));
    assert.deepEqual(both.map(textOf), [alone, alone]);
  },

  'waits for a slow reader, who misses nothing': async (world) => {
    const hurried = textOf(await passing(world, answer(world.engine)));
    const slow: ReplyPart[] = [];
    const reading = (async () => {
      for await (const part of world.engine.reply(QUESTION, { signal: live() })) {
        slow.push(part);
        for (let i = 0; i < 20; i++) await turn();
      }
    })();
    await passing(world, reading);
    assert.equal(textOf(slow), hurried);
  },

  'begins nothing for a user who has interrupted already': async (world) => {
    const reason = new Error('barge-in');
    assert.equal(await errorOf(answer(world.engine, AbortSignal.abort(reason))), reason);
    await rests(world);
  },

  'ends at once when it is interrupted before it answers': async (world) => {
    const interrupting = new AbortController();
    const reason = new Error('barge-in');
    const failed = errorOf(answer(world.engine, interrupting.signal));
    interrupting.abort(reason);
    world.clock.advance(ABORT_LIMIT_MS);
    assert.equal(await failed, reason);
    world.clock.advance(LEFT_LIMIT_MS);
    await rests(world);
  },

  'ends at once when it is interrupted in the middle, and says nothing more': async (world) => {
    const interrupting = new AbortController();
    const reason = new Error('barge-in');
    let after = 0;
    const failed = errorOf(
      (async () => {
        for await (const part of world.engine.reply(QUESTION, { signal: interrupting.signal })) {
          if (interrupting.signal.aborted) after++;
          if (part.type === 'text') interrupting.abort(reason);
        }
        interrupting.signal.throwIfAborted();
      })(),
    );
    assert.equal(await passing(world, failed), reason);
    // The last piece may have been on its way.
    assert.ok(after <= 1);
    await rests(world);
    assert.notEqual(textOf(await passing(world, answer(world.engine))), '');
  },

  'ends its work when its listener leaves': async (world) => {
    const leaving = (async () => {
      for await (const part of world.engine.reply(QUESTION, { signal: live() })) if (part.type === 'text') break;
    })();
    await passing(world, leaving);
    await rests(world);
  },

  'can be closed while it answers, twice if need be': async (world) => {
    const interrupting = new AbortController();
    const answering = answer(world.engine, interrupting.signal).catch(() => undefined);
    await world.engine.close();
    interrupting.abort(new Error('the session has ended'));
    await answering;
    await world.engine.close();
  },
};

const storm =
  (bargeIns = BARGE_INS): Check =>
  async (world) => {
    for (let i = 0; i < bargeIns; i++) {
      const interrupting = new AbortController();
      const answering = answer(world.engine, interrupting.signal).catch(() => undefined);
      if (i % 3 === 0) await turn();
      world.clock.advance(BARGE_IN_EVERY_MS);
      interrupting.abort(new Error('barge-in'));
      await answering;
    }
    world.clock.advance(LEFT_LIMIT_MS);
    await rests(world);
    assert.notEqual(textOf(await passing(world, answer(world.engine))), '');
  };

function faultChecks(faults: readonly Fault[]): Readonly<Record<string, Check>> {
  return Object.fromEntries(
    faults.map((fault): [string, Check] => [
      `fails with a code when its far end misbehaves (${fault}), and answers again when that is well`,
      async (world) => {
        world.misbehave?.(fault);
        assertCoded(await overtime(world, errorOf(answer(world.engine))));
        assertFailed(world.engine);
        world.misbehave?.();
        world.clock.advance(LEFT_LIMIT_MS);
        await passing(world, world.engine.prepare());
        assert.notEqual(textOf(await passing(world, answer(world.engine))), '');
        assert.equal(world.engine.health.state, 'ready');
      },
    ]),
  );
}

/** A request that its user has left may go on for so long, so that a model is loaded, ms. */
const LEFT_LIMIT_MS = 120_000;
const QUESTION = { history: [{ role: 'user' as const, text: `What do you know about ${SECRET}?` }] };

const live = (): AbortSignal => new AbortController().signal;

async function parts(engine: Brain, request: Parameters<Brain['reply']>[0], signal = live()): Promise<ReplyPart[]> {
  const all: ReplyPart[] = [];
  for await (const part of engine.reply(request, { signal })) all.push(part);
  return all;
}

const answer = (engine: Brain, signal?: AbortSignal): Promise<ReplyPart[]> => parts(engine, QUESTION, signal);

const textOf = (all: readonly ReplyPart[]): string =>
  all.map((part) => (part.type === 'text' ? part.text : '')).join('');
