import { CodedError } from '@visavis/core';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import { expect, it } from 'vitest';
import type { UtterancePiece } from './ears-calls.js';
import { StreamingUtterance, type StreamingHearing } from './streaming-utterance.js';

/** A process that writes down what it hears, and is replaced on request. */
class Replaced implements StreamingHearing {
  generation = 1;
  readonly heard: string[] = [];
  fails = false;
  /** Happens when the process is ready, before it takes the sound. */
  whenReady: () => void = () => undefined;

  async hear(_: number, take: () => UtterancePiece): Promise<string> {
    return this.#note('hear', take);
  }

  async finish(_: number, take: () => UtterancePiece): Promise<string> {
    return this.#note('finish', take);
  }

  drop(): void {
    this.heard.push('drop');
  }

  #note(call: string, take: () => UtterancePiece): string {
    this.whenReady();
    const { samples, begins } = take();
    this.heard.push(
      `${this.generation}: ${begins ? 'begin, ' : ''}${call} ${(1000 * samples.length) / LISTEN_RATE_HZ}`,
    );
    if (this.fails) throw new CodedError('worker.died', 'gone');
    return 'text';
  }
}

const speech = (ms: number): Float32Array => new Float32Array((ms * LISTEN_RATE_HZ) / 1000);
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('sends the sound once, in pieces of a tenth of a second, and the rest at the end', async () => {
  const process = new Replaced();
  const utterance = new StreamingUtterance(process, 1);
  for (const ms of [60, 60, 20, 100, 30]) {
    utterance.write(speech(ms));
    await settled();
  }
  expect(utterance.interim).toBe('text');
  expect(await utterance.finish()).toEqual({ text: 'text' });
  utterance.close();
  expect(process.heard).toEqual(['1: begin, hear 120', '1: hear 120', '1: finish 30', 'drop']);
});

it.each([
  ['between two calls', (process: Replaced) => void process.generation++],
  ['while it is waited for', (process: Replaced) => (process.whenReady = () => void (process.generation = 2))],
])(
  'has a process that takes the place of another %s hear the sound from its beginning, once',
  async (_when, replace) => {
    const process = new Replaced();
    const utterance = new StreamingUtterance(process, 1);
    utterance.write(speech(100));
    await settled();
    replace(process);
    utterance.write(speech(100));
    await settled();
    utterance.write(speech(20));
    await utterance.finish();
    expect(process.heard).toEqual(['1: begin, hear 100', '2: begin, hear 200', '2: finish 20']);
  },
);

it.each([
  ['the next process', 2],
  ['the same process', 1],
])('has %s hear all of it where a call has failed', async (_which, generation) => {
  const process = new Replaced();
  const utterance = new StreamingUtterance(process, 1);
  process.fails = true;
  utterance.write(speech(100));
  await settled();
  process.fails = false;
  process.generation = generation;
  await utterance.finish();
  expect(process.heard).toEqual(['1: begin, hear 100', `${generation}: begin, finish 100`]);
});
