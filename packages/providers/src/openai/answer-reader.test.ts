import { describe, expect, it } from 'vitest';
import { FakeClock } from '@visavis/core/testing';
import type { ReplyPart } from '@visavis/speech';
import { collect } from '../testing/index.js';
import { AnswerReader, type AnswerLimits } from './answer-reader.js';
import { ToolNames } from './chat-tools.js';
import { LoadingRequest } from './loading-request.js';
import { ServiceHabits } from './service-habits.js';

const LIMITS: AnswerLimits = { firstWordMs: 5_000, silenceMs: 15_000, endMs: 1_000 };
const chunk = (delta: object, more: object = {}) => ({ choices: [{ delta, ...more }] });
const text = (content: string) => chunk({ content });
const wordsOf = (parts: readonly ReplyPart[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

/** A service by the clock: what it sends, and how long it waits before each of them. */
type Script = readonly (readonly [waitMs: number, ...chunks: unknown[]])[];

describe('reading the answer of a model', () => {
  const clock = new FakeClock();
  const habits = new ServiceHabits({ renamed: false, sees: true });
  habits.thoughts = 'own';

  /** Asks services one after the other, which share what is loading. */
  function model(limits = LIMITS) {
    const loading = new LoadingRequest(clock);
    const log: string[] = [];
    const read = (script: Script, signal = new AbortController().signal) => {
      const reader = new AnswerReader({
        names: new ToolNames([]),
        habits,
        limits,
        clock,
        loading,
        loaded: () => log.push('loaded'),
      });
      const ask = async function* (hangUp: AbortSignal) {
        hangUp.addEventListener('abort', () => log.push('hung up'));
        for (const [waitMs, ...chunks] of script) {
          await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
          if (hangUp.aborted) return;
          yield chunks;
        }
      };
      const parts = collect(reader.read(ask, signal));
      parts.catch(() => undefined);
      return parts;
    };
    return { read, log, loading };
  }
  const timeout = { code: 'provider.timeout' };
  const settled = async (reply: Promise<unknown>): Promise<boolean> =>
    Promise.race([
      reply.then(
        () => true,
        () => true,
      ),
      clock.advanceAsync(1).then(() => false),
    ]);

  it('Scenario U2: gives up after five seconds of silence, or as many as are set', async () => {
    for (const [limits, limitMs] of [
      [LIMITS, 5_000],
      [{ ...LIMITS, firstWordMs: 900 }, 900],
    ] as const) {
      const reply = model(limits).read([[60_000, text('Late.')]]);
      await clock.advanceAsync(limitMs - 10);
      expect(await settled(reply)).toBe(false);
      await clock.advanceAsync(20);
      await expect(reply).rejects.toMatchObject(timeout);
    }
  });

  it('B15: reads an answer of any length, as long as it goes on', async () => {
    const slow: Script = Array.from({ length: 300 }, () => [300, text('word ')] as const);
    const reply = model().read(slow);
    await clock.advanceAsync(91_000, 100);
    expect(wordsOf(await reply)).toHaveLength(300 * 5);
  });

  it('B15, Scenario U2: waits for twelve seconds within an answer, and gives up after fifteen', async () => {
    const reply = model().read([[10, text('The old keeper. ')], [12_000, text('Went on. ')], [60_000]]);
    await clock.advanceAsync(12_010 + 14_900, 100);
    expect(await settled(reply)).toBe(false);
    await clock.advanceAsync(200);
    await expect(reply).rejects.toMatchObject(timeout);
  });

  it.each<[string, unknown[]]>([
    ['thoughts in a field of their own', [chunk({ reasoning_content: 'Hm.' })]],
    ['thoughts in the other field', [chunk({ reasoning: 'Hm.' })]],
    ['thoughts in tags', [text('<think>Hm.</think>')]],
    ['bytes that are no chunk', []],
    ['chunks without choices', [{ usage: null }]],
  ])('B14: waits as long as there are %s', async (_, sign) => {
    const reply = model().read([...Array.from({ length: 30 }, () => [4_000, ...sign] as const), [1_000, text('Yes.')]]);
    await clock.advanceAsync(122_000, 100);
    expect(wordsOf(await reply)).toBe('Yes.');
  });

  it('B13: leaves one cold model to load, and no second request', async () => {
    const { read, log, loading } = model();
    const [first, second] = [read([[20_000, text('Yes.')]]), read([[20_000, text('Yes.')]])];
    await clock.advanceAsync(5_010);
    await expect(first).rejects.toMatchObject(timeout);
    await expect(second).rejects.toMatchObject(timeout);
    expect(log).toEqual(['hung up']);
    await clock.advanceAsync(15_000, 100);
    expect(log).toEqual(['hung up', 'hung up', 'loaded']);
    const third = read([[10, text('Yes.')]]);
    await clock.advanceAsync(20);
    expect(wordsOf(await third)).toBe('Yes.');
    loading.close();
  });

  it('B13: leaves a model to load that only its head has come from, also when the user interrupts', async () => {
    const { read, log } = model();
    const interrupting = new AbortController();
    const reply = read([[10], [60_000, text('Yes.')]], interrupting.signal);
    await clock.advanceAsync(1_000);
    interrupting.abort(new Error('barge-in'));
    await expect(reply).rejects.toThrow('barge-in');
    expect(log).toEqual([]);
    await clock.advanceAsync(60_000, 100);
    expect(log).toEqual(['hung up', 'loaded']);
  });

  it('B13: leaves it two minutes, and no longer than until the end of the server', async () => {
    for (const end of ['limit', 'close']) {
      const { read, log, loading } = model();
      const reply = read([[1_000_000, text('Yes.')]]);
      await clock.advanceAsync(5_010);
      await expect(reply).rejects.toMatchObject(timeout);
      await clock.advanceAsync(115_000, 1_000);
      expect(log).toEqual([]);
      if (end === 'limit') await clock.advanceAsync(5_000);
      else loading.close();
      expect(log).toEqual(['hung up']);
    }
  });

  it('hangs up on a model that has begun, when the user interrupts', async () => {
    const { read, log } = model();
    const interrupting = new AbortController();
    const reply = read([[10, text('One. Two.')], [60_000]], interrupting.signal);
    await clock.advanceAsync(1_000);
    interrupting.abort(new Error('barge-in'));
    await expect(reply).rejects.toThrow('barge-in');
    expect(log).toEqual(['hung up']);
  });

  it('ends with the end of the answer, although the connection stays open', async () => {
    const reply = model().read([[10, text('Yes.')], [10, chunk({}, { finish_reason: 'stop' })], [60_000]]);
    await clock.advanceAsync(2_000);
    expect(wordsOf(await reply)).toBe('Yes.');
  });

  it('B27: returns the words that have come when nothing follows for a while', async () => {
    const { read } = model();
    const parts: string[] = [];
    const reply = read([
      [10, text('Five words ')],
      [9_000, text('and more.')],
    ]);
    await clock.advanceAsync(9_100);
    for (const part of await reply) parts.push(part.type === 'text' ? part.text : '');
    expect(parts).toEqual(['Five words ', 'and more.']);
  });
});
