import { TypedEmitter } from '@visavis/core';
import type { WorkerLife } from '@visavis/worker';
import { expect, it } from 'vitest';
import { createEmbeddedSpeech } from './embedded-speech.js';
import type { StartThread } from '../engine-thread.js';

/** The calls of all threads, each with the thread's name. */
const calls: string[] = [];

/** Works at once: its voice says each clause in two seconds, and nothing is understood of it. */
class FakeThread {
  readonly events = new TypedEmitter<WorkerLife>();
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  call(call: string): Promise<unknown> {
    calls.push(`${this.#name} ${call}`);
    if (call === 'speak') return Promise.resolve({ samples: new Int16Array(96_000).fill(1_000), phones: [] });
    if (call === 'start' || call === 'write' || call === 'finish')
      return Promise.resolve({ transcript: { text: '', confidence: 0 } });
    return Promise.resolve(call === 'push' ? 0 : []);
  }

  post(): void {
    // A stream that ends needs no answer.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const start = ((_module, { name }) => new FakeThread(name)) as StartThread;

it('engines have spoken, listened and understood once before the first user does', async () => {
  const topics = [{ question: 'Who?', phrasings: ['who'], answer: 'Me.', line: 1 }];
  const speech = createEmbeddedSpeech({ knowledge: { name: 'test', topics }, start });
  await speech.prepare();
  expect([...new Set(calls)]).toEqual(
    expect.arrayContaining([
      'voice speak',
      'listener push',
      'recognizer start',
      'recognizer write',
      'recognizer finish',
    ]),
  );
  expect(calls.indexOf('recognizer configure')).toBeLessThan(calls.indexOf('recognizer start'));
  await speech.close();
});
