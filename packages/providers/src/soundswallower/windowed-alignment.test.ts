import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WindowPhones } from './phone-decoder.js';
import { WindowedAlignment, type SoundWindow } from './windowed-alignment.js';

const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};
const ms = (count: number): Int16Array => new Int16Array(count * 48);

interface Asked extends SoundWindow {
  readonly durationMs: number;
  found(phones: WindowPhones): Promise<void>;
  fail(): Promise<void>;
}

let asked: Asked[];
let clock: FakeClock;
beforeEach(() => {
  asked = [];
  clock = new FakeClock();
});

const alignment = (words: string[] | undefined = undefined) =>
  new WindowedAlignment(
    words,
    (window) =>
      new Promise((resolve, reject) =>
        asked.push({
          ...window,
          durationMs: window.samples.length / 48,
          found: (phones) => (resolve(phones), settled()),
          fail: () => (reject(new Error('the thread died')), settled()),
        }),
      ),
    clock,
  );

/** One phone for each 100 ms of the window. */
const even = (durationMs: number, settledMs = 0): WindowPhones => ({
  phones: Array.from({ length: durationMs / 100 }, (_, i) => ({ phone: 'aa', endMs: 100 * (i + 1) })),
  settledMs,
  wordsLeft: undefined,
});

describe('phones found window by window', () => {
  it('come for the first sounds first, then for the rest of a sentence', async () => {
    const stream = alignment(['hello', 'there']);
    stream.write(ms(2_000));
    stream.end();
    expect(asked[0]).toMatchObject({ durationMs: 600, last: false, words: ['hello', 'there'] });
    await asked[0]?.found({ ...even(600, 200), wordsLeft: ['there'] });
    expect(stream.phones.at(-1)?.endMs).toBe(600);
    expect(asked[1]).toMatchObject({ durationMs: 1_800, last: true, words: ['there'] });
    await asked[1]?.found(even(1_800));
    expect(stream.phones.map(({ endMs }) => endMs)).toEqual(Array.from({ length: 20 }, (_, i) => 100 * (i + 1)));
    expect(asked).toHaveLength(2);
  });

  it('wait for enough sound, and for the window before', async () => {
    const stream = alignment();
    stream.write(ms(50));
    expect(asked).toHaveLength(0);
    stream.write(ms(150));
    expect(asked.map(({ durationMs }) => durationMs)).toEqual([200]);
    stream.write(ms(500));
    expect(asked).toHaveLength(1);
    await asked[0]?.found(even(200));
    expect(asked[1]?.durationMs).toBe(700);
  });

  it('cost as much as the sound is long: what is settled is not searched again', async () => {
    const stream = alignment();
    let searchedMs = 0;
    for (let i = 0; i < 200; i++) {
      stream.write(ms(100));
      clock.advance(100);
      const { durationMs = 0 } = asked.at(-1) ?? {};
      searchedMs += durationMs;
      await asked.at(-1)?.found(even(durationMs, Math.max(0, durationMs - 200)));
    }
    expect(searchedMs).toBeLessThan(20_000 * 3.1);
    expect(stream.phones).toHaveLength(200);
  });

  it('are searched in longer windows where the sound comes much faster than it is heard', async () => {
    const stream = alignment();
    for (let i = 0; i < 40; i++) {
      stream.write(ms(100));
      clock.advance(10);
      await asked.at(-1)?.found(even(asked.at(-1)?.durationMs ?? 0, 100));
    }
    expect(asked.length).toBeLessThan(16);
  });

  it('move on where nothing is settled', async () => {
    const stream = alignment();
    stream.write(ms(10_000));
    stream.end();
    for (let i = 0; i < 6; i++) await asked[i]?.found({ phones: [], settledMs: 0, wordsLeft: undefined });
    expect(asked).toHaveLength(5);
    expect(stream.phones).toEqual([]);
  });

  it('reach to the end of the sound, which the decoder counts in whole frames', async () => {
    const stream = alignment();
    stream.write(ms(205));
    await asked[0]?.found(even(200));
    expect(stream.phones.at(-1)?.endMs).toBe(205);
  });

  it('are not searched any more after a failure, nor once closed', async () => {
    const [failed, closed] = [alignment(), alignment()];
    failed.write(ms(300));
    await asked[0]?.fail();
    failed.write(ms(300));
    closed.write(ms(300));
    closed.close();
    closed.close();
    closed.write(ms(300));
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true]);
    expect([failed.phones, closed.phones]).toEqual([[], []]);
  });
});
