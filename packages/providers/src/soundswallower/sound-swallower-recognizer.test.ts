import { CodedError, TypedEmitter } from '@visavis/core';
import type { WorkerLife } from '@visavis/worker';
import { beforeEach, expect, it } from 'vitest';
import type { StartThread } from '../engine-thread.js';
import { SoundSwallowerRecognizer } from './sound-swallower-recognizer.js';

/** The threads that were started. */
const threads: FakeThread[] = [];

/** A thread that misses no word and understands nothing, as long as it lives. */
class FakeThread {
  readonly events = new TypedEmitter<WorkerLife>();
  readonly calls: string[] = [];
  alive = true;

  constructor() {
    threads.push(this);
  }

  call(name: string): Promise<unknown> {
    this.calls.push(name);
    const result = name === 'prepare' ? [] : { transcript: { text: '' } };
    return this.alive ? Promise.resolve(result) : Promise.reject(new CodedError('worker.died', 'gone'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  die(): void {
    this.alive = false;
    this.events.emit('died', { reason: 'exit code 1' });
  }

  restart(): void {
    this.alive = true;
    this.events.emit('restarted', {});
  }
}

const start = (() => new FakeThread()) as unknown as StartThread;

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let recognizer: SoundSwallowerRecognizer;
let states: string[];
beforeEach(() => {
  threads.length = 0;
  states = [];
  const topics = [{ question: 'Who?', phrasings: ['who'], answer: 'Me.', line: 1 }];
  recognizer = new SoundSwallowerRecognizer({
    knowledge: { name: 'test', topics },
    pronounce: () => Promise.resolve(new Map()),
    start,
  });
  recognizer.events.on('healthChanged', ({ to }) => states.push(to.state));
});

it('a recogniser whose thread dies has failed until another thread has the grammar', async () => {
  await recognizer.prepare();
  threads[0]?.die();
  expect(recognizer.health).toEqual({ state: 'failed', reason: 'exit code 1' });
  threads[0]?.restart();
  expect(recognizer.health.state).toBe('failed');
  await settled();
  expect(states).toEqual(['ready', 'failed', 'ready']);
  expect(threads[0]?.calls).toEqual(['learn', 'prepare', 'configure', 'learn', 'prepare', 'configure']);
});

it('a recogniser with two threads is ready only when both are', async () => {
  await recognizer.prepare();
  const utterances = [recognizer.open(), recognizer.open()];
  for (const utterance of utterances) utterance.write(new Float32Array(16_000));
  await settled();
  expect(threads).toHaveLength(2);
  for (const utterance of utterances) utterance.close();
  await settled();
  for (const thread of threads) thread.die();
  threads[1]?.restart();
  await settled();
  expect(recognizer.health.state).toBe('failed');
  threads[0]?.restart();
  await settled();
  expect(recognizer.health.state).toBe('ready');
});

it('a recogniser that was never prepared is not ready because its thread was replaced', async () => {
  threads[0]?.die();
  threads[0]?.restart();
  await settled();
  expect(recognizer.health.state).toBe('failed');
  await recognizer.prepare();
  expect(recognizer.health.state).toBe('ready');
});
