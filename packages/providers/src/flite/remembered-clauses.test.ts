import { afterEach, expect, it } from 'vitest';
import type { StartThread } from '../engine-thread.js';
import { collect } from '../testing/index.js';
import { FliteSynthesizer } from './flite-synthesizer.js';

/** A voice's thread that counts what it is asked for, and speaks the length of the text. */
class FakeThread {
  readonly calls: string[] = [];
  readonly events = { on: () => () => undefined };

  call(name: string, argument: { text: string }): Promise<unknown> {
    this.calls.push(name);
    if (name === 'speak') {
      const samples = new Int16Array(4_800 * argument.text.length).fill(7);
      return Promise.resolve({ samples, phones: [{ phone: 'aa', endMs: 100 }] });
    }
    return Promise.resolve(name === 'words' ? [{ from: 0, to: 2, startMs: 10, endMs: 50 }] : undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const thread = new FakeThread();
const voice = new FliteSynthesizer(undefined, (() => thread) as unknown as StartThread);
const say = (text: string, options: { voice?: string; signal?: AbortSignal } = {}) =>
  collect(voice.synthesize(text, { signal: new AbortController().signal, ...options }));

afterEach(() => thread.calls.splice(0));

it('speaks a clause again from memory, with the times of its words', async () => {
  const first = await say('Hello there.');
  expect(await say('Hello there.')).toEqual(first);
  expect(thread.calls).toEqual(['speak', 'words']);
});

it('remembers each voice by itself', async () => {
  await say('So it is.');
  await say('So it is.', { voice: 'rms' });
  expect(thread.calls).toEqual(['speak', 'words', 'speak', 'words']);
});

it('says nothing from memory after an interruption', async () => {
  await say('Good evening.');
  await expect(say('Good evening.', { signal: AbortSignal.abort(new Error('barge-in')) })).rejects.toThrow('barge-in');
});

it('forgets what was not heard lately', async () => {
  const long = 'x'.repeat(90);
  await say(`${long}.`);
  for (let i = 0; i < 60; i++) await say(`${'y'.repeat(90)}${i}.`);
  thread.calls.splice(0);
  await say(`${long}.`);
  expect(thread.calls).toEqual(['speak', 'words']);
});
