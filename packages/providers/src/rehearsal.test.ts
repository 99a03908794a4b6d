import { TypedEmitter } from '@visavis/core';
import type { WorkerLife } from '@visavis/worker';
import { expect, it, vi } from 'vitest';
import { createEmbeddedSpeech } from './embedded-speech.js';

/** The calls of all threads, each with the thread's name. */
const calls: string[] = [];

/** A thread that works at once: its voice says a tenth of a second, and nothing is understood of it. */
class FakeHost {
  readonly events = new TypedEmitter<WorkerLife>();
  readonly #name: string;

  constructor(_module: URL, { name }: { name: string }) {
    this.#name = name;
  }

  call(call: string): Promise<unknown> {
    calls.push(`${this.#name} ${call}`);
    if (call === 'speak') return Promise.resolve({ samples: new Int16Array(4_800).fill(1_000), phones: [] });
    return Promise.resolve(call === 'push' ? 0 : []);
  }

  post(): void {
    // A stream that ends needs no answer.
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

vi.mock('@visavis/worker', async (original) => ({
  ...(await original<object>()),
  WorkerHost: vi.fn((module: URL, options: { name: string }) => new FakeHost(module, options)),
}));

it('engines have spoken, listened and understood once before the first user does', async () => {
  const topics = [{ question: 'Who?', phrasings: ['who'], answer: 'Me.', line: 1 }];
  const speech = createEmbeddedSpeech({ knowledge: { name: 'test', topics } });
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
