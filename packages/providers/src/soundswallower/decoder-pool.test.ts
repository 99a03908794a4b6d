import { CodedError, TypedEmitter } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import type { RecognitionStream } from '@visavis/speech';
import type { WorkerLife } from '@visavis/worker';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StartThread } from '../engine-thread.js';
import { SoundSwallowerRecognizer } from './sound-swallower-recognizer.js';

/** The threads that were started. */
const threads: FakeThread[] = [];

/** A decoder that understands how many samples its utterance has, and of which level they are. */
class FakeThread {
  readonly events = new TypedEmitter<WorkerLife>();
  readonly #levels = new Set<number>();
  #samples = 0;
  starts = 0;
  closed = false;

  constructor() {
    threads.push(this);
  }

  call(name: string, argument: unknown): Promise<unknown> {
    if (name === 'start') {
      this.starts++;
      this.#samples = 0;
      this.#levels.clear();
    }
    if (name === 'start' || name === 'write') {
      const sound = argument as Float32Array;
      this.#samples += sound.length;
      for (const sample of sound) this.#levels.add(sample);
    }
    if (name === 'prepare') return Promise.resolve([]);
    const text = this.#samples === 0 ? '' : `${this.#samples} of ${[...this.#levels].join()}`;
    return Promise.resolve({ transcript: { text } });
  }

  die(): void {
    this.call = () => Promise.reject(new CodedError('worker.died', 'gone'));
    this.events.emit('died', { reason: 'exit code 1' });
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

const pronounce = () => Promise.resolve(new Map<string, string>());
const knowledge = { name: 'test', topics: [{ question: 'Who?', phrasings: ['who'], answer: 'Me.', line: 1 }] };
const start = (() => new FakeThread()) as unknown as StartThread;

const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};

let clock: FakeClock;
let recognizer: SoundSwallowerRecognizer;
beforeEach(async () => {
  threads.length = 0;
  clock = new FakeClock();
  recognizer = new SoundSwallowerRecognizer({ knowledge, pronounce, clock, start, maxDecoders: 2 });
  await recognizer.prepare();
});

/** A caller whose sound has a level of its own. */
class Caller {
  readonly stream: RecognitionStream = recognizer.open();

  constructor(readonly level: number) {}

  async speaks(samples: number): Promise<void> {
    this.stream.write(new Float32Array(samples).fill(this.level));
    await settled();
  }

  async ends(): Promise<string> {
    const { text } = await this.stream.finish();
    this.stream.close();
    return text;
  }
}

describe('decoders are shared: ', () => {
  it('R-05: a caller who goes on speaking, and one who has stopped sending, change no transcript of a third', async () => {
    const [silent, endless] = [new Caller(1), new Caller(2)];
    await silent.speaks(16_000);
    await endless.speaks(16_000);
    for (let turn = 0; turn < 5; turn++) {
      const third = new Caller(3);
      await third.speaks(8_000);
      await endless.speaks(16_000);
      await third.speaks(8_000);
      expect(await third.ends()).toBe('16000 of 3');
    }
    expect(threads).toHaveLength(2);
    expect(await endless.ends()).toBe('96000 of 2');
    expect(await silent.ends()).toBe('16000 of 1');
  });

  it('R-09: one caller who sends a minute at once does not keep the others waiting', async () => {
    const flood = new Caller(1);
    await flood.speaks(60 * 16_000);
    const others = [new Caller(2), new Caller(3)];
    for (const caller of others) await caller.speaks(16_000);
    expect(await Promise.all(others.map((caller) => caller.ends()))).toEqual(['16000 of 2', '16000 of 3']);
    expect(await flood.ends()).toBe('960000 of 1');
  });

  it('the one that has said least gives way, since its sound has to be decoded again', async () => {
    const [long, short] = [new Caller(1), new Caller(2)];
    await long.speaks(160_000);
    await short.speaks(16_000);
    const third = new Caller(3);
    await third.speaks(16_000);
    await third.ends();
    expect(threads.map(({ starts }) => starts)).toEqual([1, 3]);
    expect([long.stream.interim, short.stream.interim]).toEqual(['160000 of 1', '16000 of 2']);
  });

  it('a decoder whose thread has died costs the utterance at work, and takes no other until it is replaced', async () => {
    const [first, second] = [new Caller(1), new Caller(2)];
    await first.speaks(16_000);
    await second.speaks(16_000);
    threads[1]!.die();
    await expect(second.ends()).rejects.toMatchObject({ code: 'worker.died' });
    const third = new Caller(3);
    await third.speaks(16_000);
    expect(await third.ends()).toBe('16000 of 3');
    expect(await first.ends()).toBe('16000 of 1');
  });

  it('an utterance that is abandoned while it waits takes no decoder', async () => {
    const held = [new Caller(1), new Caller(2)];
    for (const caller of held) await caller.speaks(16_000);
    const third = new Caller(3);
    await third.speaks(16_000);
    third.stream.close();
    await settled();
    for (const caller of held) await caller.ends();
    expect(threads.map(({ starts }) => starts)).toEqual([1, 1]);
  });
});

describe('where more speak at once than can be heard', () => {
  it('R-05: an utterance that finds no decoder in eight seconds fails as busy, instead of being empty', async () => {
    const stuck = [new Caller(1), new Caller(2)];
    for (const caller of stuck) await caller.speaks(16_000);
    for (const thread of threads) thread.call = () => new Promise(() => undefined);
    const working = stuck.map((caller) => caller.stream.finish().catch(() => undefined));
    const third = new Caller(3);
    await third.speaks(16_000);
    const outcome = third.stream.finish();
    clock.advance(7_999);
    clock.advance(1);
    await expect(outcome).rejects.toMatchObject({ code: 'recognizer.busy' });
    for (const caller of stuck) caller.stream.close();
    void working;
  });

  it('R-05: the 65th that waits is refused as busy', async () => {
    const callers = Array.from({ length: 2 + 65 }, (_, i) => new Caller(i));
    for (const caller of callers) caller.stream.write(new Float32Array(16_000).fill(caller.level));
    await expect(callers.at(-1)!.stream.finish()).rejects.toMatchObject({ code: 'recognizer.busy' });
    expect(await callers[2]!.ends()).toBe('16000 of 2');
    for (const caller of callers) caller.stream.close();
  });
});

describe('decoders come and go: ', () => {
  it('as many as users speak at once, four at most; beyond two, for a minute after they are needed', async () => {
    recognizer = new SoundSwallowerRecognizer({ knowledge, pronounce, clock, start });
    threads.length = 0;
    await recognizer.prepare();
    const callers = [1, 2, 3, 4, 5].map((level) => new Caller(level));
    for (const caller of callers) await caller.speaks(16_000);
    expect(threads).toHaveLength(3); // beside the first one
    clock.advance(60_000);
    expect(threads.filter(({ closed }) => closed)).toHaveLength(0);
    const heard = await Promise.all(callers.map((caller) => caller.ends()));
    expect(heard).toEqual([1, 2, 3, 4, 5].map((level) => `16000 of ${level}`));
    for (let minute = 0; minute < 3; minute++) clock.advance(60_000);
    expect(threads.filter(({ closed }) => closed)).toHaveLength(2);
    expect(clock.pending).toBe(0);
  });
});
