import assert from 'node:assert/strict';
import { PLAYOUT_RATE_HZ, type SpeechSegment } from '@visavis/sound';
import type { Synthesizer } from '../../ports.js';
import {
  ABORT_LIMIT_MS,
  assertCoded,
  assertFailed,
  assertStated,
  BARGE_IN_EVERY_MS,
  BARGE_INS,
  casesOf,
  errorOf,
  longPause,
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

type Check = EngineCheck<Synthesizer>;

const SENTENCE = `There is ${SECRET} on the table, and there is bread in the kitchen, if you like.`;
const SHORT = 'All right.';
/** A voice may remember what it has said: this it has not said in another case. */
const unheard = (which: string): string => `${SENTENCE} That is number ${which}.`;

/**
 * The behaviour of every synthesiser.
 *
 * @returns Cases for a test runner; with Vitest: `for (const { title, run } of contract) it(title, run)`.
 */
export function synthesizerContract(options: ContractOptions<Synthesizer>): EngineCase[] {
  return casesOf(options, {
    ...ALWAYS,
    ...(options.keepsConnections && { 'speaks after a pause in which its far end has closed what it kept': paused }),
    [`is there after ${options.bargeIns ?? BARGE_INS} barge-ins, one every 400 ms`]: storm(options.bargeIns),
    ...faultChecks(options.faults ?? []),
  });
}

const ALWAYS: Readonly<Record<string, Check>> = {
  'states what it is once it is prepared': async ({ engine }) => {
    assertStated(engine);
    assert.ok(engine.voices.length > 0, 'it has voices');
  },

  'speaks the whole text in order, with times that go forward': async (world) => {
    const spoken = await passing(world, heard(world.engine, SENTENCE));
    assert.ok(durationMs(spoken) > 500, 'it sounds');
    assertWhole(world.engine, spoken, SENTENCE);
    assertTimes(spoken);
    await rests(world);
  },

  'speaks two sentences at once': async (world) => {
    const both = Promise.all([heard(world.engine, SHORT), heard(world.engine, SENTENCE)]);
    const [short, long] = await passing(world, both);
    assertWhole(world.engine, short, SHORT);
    assertWhole(world.engine, long, SENTENCE);
    assert.ok(durationMs(long) > durationMs(short));
  },

  'waits for a slow reader, who misses nothing': async (world) => {
    const hurried = durationMs(await passing(world, heard(world.engine, SENTENCE)));
    const slow: SpeechSegment[] = [];
    const reading = (async () => {
      for await (const segment of world.engine.synthesize(SENTENCE, { signal: live() })) {
        slow.push(segment);
        for (let i = 0; i < 20; i++) await turn();
      }
    })();
    await passing(world, reading);
    assertWhole(world.engine, slow, SENTENCE);
    assert.ok(Math.abs(durationMs(slow) - hurried) < 0.2 * hurried);
  },

  'maps a voice that it does not have': async (world) => {
    const signal = live();
    const spoken = passing(world, heard(world.engine, SHORT, { signal, voice: 'nobody of this name' }));
    assert.ok(durationMs(await spoken) > 0);
  },

  'begins nothing for a user who has interrupted already': async (world) => {
    const reason = new Error('barge-in');
    assert.equal(await errorOf(heard(world.engine, SENTENCE, { signal: AbortSignal.abort(reason) })), reason);
    await rests(world);
  },

  'ends at once when it is interrupted before it sounds': async (world) => {
    const interrupting = new AbortController();
    const reason = new Error('barge-in');
    const failed = errorOf(heard(world.engine, unheard('one'), { signal: interrupting.signal }));
    interrupting.abort(reason);
    world.clock.advance(ABORT_LIMIT_MS);
    assert.equal(await failed, reason);
    await rests(world);
  },

  'ends at once when it is interrupted in the middle, and says nothing more': async (world) => {
    await passing(world, heard(world.engine, SENTENCE));
    for (const text of [unheard('two'), SENTENCE]) {
      const { reason, after } = await passing(world, interruptedIn(world.engine, text));
      assert.equal(reason, BARGE_IN);
      assert.equal(after, 0, 'nothing comes after it');
      await rests(world);
    }
    assert.ok(durationMs(await passing(world, heard(world.engine, SHORT))) > 0, 'the next sentence is spoken');
  },

  'ends its work when its listener leaves': async (world) => {
    const leaving = (async () => {
      for await (const segment of world.engine.synthesize(unheard('three'), { signal: live() }))
        if (segment.samples.length > 0) break;
    })();
    await passing(world, leaving);
    await rests(world);
  },

  'fails work under way when it is closed, twice if need be': async (world) => {
    const failed = errorOf(
      (async () => {
        // Never the same: a voice may remember what it has said.
        for (let i = 1; ; i++) {
          await heard(world.engine, `${SENTENCE} ${i}.`);
          await turn();
        }
      })(),
    );
    await turn();
    await world.engine.close();
    assertCoded(await failed);
    await world.engine.close();
  },
};

const storm =
  (bargeIns = BARGE_INS): Check =>
  async (world) => {
    for (let i = 0; i < bargeIns; i++) {
      const interrupting = new AbortController();
      const speaking = heard(world.engine, SHORT, { signal: interrupting.signal }).catch(() => undefined);
      if (i % 3 === 0) await turn();
      world.clock.advance(BARGE_IN_EVERY_MS);
      interrupting.abort(new Error('barge-in'));
      await speaking;
    }
    await rests(world);
    assert.ok(durationMs(await passing(world, heard(world.engine, SHORT))) > 0);
  };

const paused: Check = async (world) => {
  const before = durationMs(await passing(world, heard(world.engine, SENTENCE)));
  await longPause(world);
  assert.equal(durationMs(await passing(world, heard(world.engine, SENTENCE))), before);
  assert.equal(world.engine.health.state, 'ready');
};

function faultChecks(faults: readonly Fault[]): Readonly<Record<string, Check>> {
  return Object.fromEntries(
    faults.map((fault): [string, Check] => [
      `fails with a code when its far end misbehaves (${fault}), and speaks again when that is well`,
      async (world) => {
        world.misbehave?.(fault);
        assertCoded(await overtime(world, errorOf(heard(world.engine, SENTENCE))));
        assertFailed(world.engine);
        world.misbehave?.();
        world.clock.advance(1_000);
        await passing(world, world.engine.prepare());
        assert.ok(durationMs(await passing(world, heard(world.engine, SHORT))) > 0);
        assert.equal(world.engine.health.state, 'ready');
      },
    ]),
  );
}

const BARGE_IN = new Error('barge-in');

/** Interrupts a text at its first sound. @returns With what it ended, and how many segments came afterwards. */
async function interruptedIn(engine: Synthesizer, text: string): Promise<{ reason: unknown; after: number }> {
  const interrupting = new AbortController();
  let after = 0;
  const reason = await errorOf(
    (async () => {
      for await (const segment of engine.synthesize(text, { signal: interrupting.signal })) {
        if (interrupting.signal.aborted) after++;
        if (segment.samples.length > 0) interrupting.abort(BARGE_IN);
      }
      interrupting.signal.throwIfAborted();
    })(),
  );
  return { reason, after };
}

const live = (): AbortSignal => new AbortController().signal;

async function heard(
  engine: Synthesizer,
  text: string,
  options: { signal: AbortSignal; voice?: string } = { signal: live() },
): Promise<SpeechSegment[]> {
  const segments: SpeechSegment[] = [];
  for await (const segment of engine.synthesize(text, options)) segments.push(segment);
  return segments;
}

const durationMs = (segments: readonly SpeechSegment[]): number =>
  segments.reduce((sum, { samples }) => sum + (samples.length * 1000) / PLAYOUT_RATE_HZ, 0);

/** The letters alone: marks belong to no word. */
const squeezed = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');

/**
 * The segments hold the whole text, in order: as their own texts, or as the places of their words. A voice that reports no
 * times of words may leave out both.
 */
function assertWhole({ info }: Synthesizer, segments: readonly SpeechSegment[], text: string): void {
  const texts = segments.map((segment) => segment.text).join('');
  const words = segments.flatMap((segment) => segment.words ?? []).map(({ from, to }) => text.slice(from, to));
  if (texts === '' && words.length === 0 && !info.times.includes('words')) return;
  assert.equal(squeezed(texts === '' ? words.join('') : texts), squeezed(text));
}

function assertTimes(segments: readonly SpeechSegment[]): void {
  let atMs = 0;
  let lastMs = -Infinity;
  let lastFrom = -1;
  for (const { samples, words = [], phones = [] } of segments) {
    const before = atMs;
    atMs += (samples.length * 1000) / PLAYOUT_RATE_HZ;
    for (const { from, to, startMs, endMs } of words) {
      const at = (samples.length > 0 ? before : atMs) + startMs;
      assert.ok(from > lastFrom && to > from && to <= SENTENCE.length, 'words stand in the text, in order');
      assert.ok(at >= lastMs && endMs >= startMs, 'words sound in order');
      [lastMs, lastFrom] = [at, from];
    }
    const ends = phones.map(({ endMs }) => endMs);
    assert.deepEqual(
      ends,
      [...ends].sort((a, b) => a - b),
      'phones end in order',
    );
  }
}
