import { CodedError, silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FacePack } from '../ports.js';
import { Loops } from './loops.js';

const A = { id: 'a' };
const B = { id: 'b' };

describe('the loops of faces', () => {
  let clock: FakeClock;
  let loops: Loops;
  /** What is being made: by id, in order. */
  let asked: { id: string; signal: AbortSignal; done(): Promise<void>; fail(error: Error): Promise<void> }[];
  let errors: number;
  /** Packs in files. */
  let kept: Record<string, FacePack>;

  beforeEach(() => {
    clock = new FakeClock();
    asked = [];
    errors = 0;
    kept = {};
    loops = new Loops({
      clock,
      logger: { ...silentLogger, error: () => void errors++ },
      make: ({ id }, { signal, inTurn }) =>
        id in kept
          ? Promise.resolve(kept[id]!)
          : inTurn(
              () =>
                new Promise<FacePack>((resolve, reject) => {
                  asked.push({
                    id,
                    signal,
                    done: () => settled(() => resolve(packOf(`${id} ${asked.length}`))),
                    fail: (error) => settled(() => reject(error)),
                  });
                }),
            ),
    });
  });

  const packOf = (key: string): FacePack => ({ key, idle: { vp8: [], h264: [] } });

  const settled = async (act: () => void = () => undefined): Promise<void> => {
    act();
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };

  it('before a background that is gone leave memory, those that are being made too', async () => {
    const [mine, others] = [
      { ...A, background: 'upload:1' as const },
      { ...A, background: 'upload:2' as const },
    ];
    loops.get(mine);
    await settled();
    await asked[0]!.done();
    loops.get(others);
    await settled();
    expect(loops.size).toBe(1);
    for (const background of ['upload:1', 'upload:2'] as const) loops.forgetBackground(background);
    await asked[1]!.done();
    expect(loops.size).toBe(0);
    expect(loops.get(mine)).toBeUndefined();
  });

  it('are made at first use, once for all viewers, and shared', async () => {
    expect([loops.get(A), loops.get(A), loops.get({ ...A })]).toEqual([undefined, undefined, undefined]);
    await settled();
    expect(asked.map(({ id }) => id)).toEqual(['a']);
    await asked[0]!.done();
    expect(loops.get(A)).toMatchObject({ key: 'a 1' });
    expect(loops.get({ ...A })).toBe(loops.get(A));
    expect(asked).toHaveLength(1);
  });

  it('are made one after the other, and not at all when their viewers have gone meanwhile', async () => {
    const C = { id: 'c' };
    for (const source of [A, B, C]) loops.get(source);
    await settled();
    expect(asked).toHaveLength(1);
    clock.advance(5_000);
    loops.get(C);
    await asked[0]!.done();
    expect(asked.map(({ id }) => id)).toEqual(['a', 'c']);
    loops.get(B);
    await asked[1]!.done();
    expect(asked.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
  });

  it('that were kept in a file wait for no other', async () => {
    kept = { b: packOf('kept') };
    loops.get(A);
    loops.get(B);
    await settled();
    expect([loops.get(A), loops.get(B)]).toEqual([undefined, kept['b']]);
  });

  it('leave memory when no viewer is shown them any more, and are read back', async () => {
    const kept = loops.keep(A);
    await settled();
    await asked[0]!.done();
    await kept;
    loops.get(B);
    await settled();
    await asked[1]!.done();
    for (let i = 0; i < 200; i++) {
      clock.advance(1_000);
      loops.get(B);
    }
    expect(loops.size).toBe(2);
    clock.advance(200_000);
    expect([loops.size, clock.pending]).toEqual([1, 0]);
    expect(loops.get(A)).toMatchObject({ key: 'a 1' });
    expect(loops.get(B)).toBeUndefined();
    await settled();
    await asked[2]!.done();
    expect(loops.get(B)).toMatchObject({ key: 'b 3' });
  });

  it('that no viewer is shown are bounded in number', async () => {
    for (let i = 0; i < 40; i++) {
      loops.get({ id: `face ${i}` });
      await settled();
      await asked[i]!.done();
      clock.advance(3_000);
    }
    expect(loops.size).toBeLessThanOrEqual(9);
    loops.get({ id: 'face 39' });
    loops.get({ id: 'face 0' });
    await settled();
    expect(asked.slice(40).map(({ id }) => id)).toEqual(['face 0']);
  });

  it('that cannot be made are reported once, and tried again after pauses that grow', async () => {
    const attempts: number[] = [];
    for (let second = 0; second < 100; second++) {
      loops.get(A);
      await settled();
      if (asked.length > attempts.length) {
        attempts.push(second);
        await asked.at(-1)!.fail(new Error('no memory'));
      }
      clock.advance(1_000);
    }
    expect(attempts).toEqual([0, 5, 15, 35, 75]);
    expect([errors, loops.isLost(A)]).toEqual([1, false]);
    clock.advance(80_000);
    loops.get(A);
    await settled();
    await asked.at(-1)!.done();
    expect(loops.get(A)).toBeDefined();
  });

  it('hold nothing up when one of them fails', async () => {
    loops.get(A);
    loops.get(B);
    await settled();
    await asked[0]!.fail(new CodedError('avatar.invalid_face', 'damaged'));
    await asked[1]!.done();
    expect([loops.isLost(A), loops.isLost(B)]).toEqual([true, false]);
    expect(loops.get(B)).toMatchObject({ key: 'b 2' });
  });

  it('are no longer made once their owner closes', async () => {
    loops.get(A);
    loops.get(B);
    await settled();
    const closed = loops.close();
    expect(asked[0]!.signal.aborted).toBe(true);
    await asked[0]!.fail(new CodedError('worker.died', 'closed'));
    await closed;
    expect([asked.length, errors, clock.pending]).toEqual([1, 0, 0]);
  });
});
