import { CodedError, type Background, type UploadedBackground } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { SessionBackground } from './session-background.js';

const PICTURE = Uint8Array.of(1, 2, 3);

let clock: FakeClock;
let shown: Background[];
let warnings: string[];
/** Pictures that are being decoded, by name. */
let decoding: Map<UploadedBackground, { signal: AbortSignal; done(): void; fail(error: Error): void }>;
let kept: Set<UploadedBackground>;
let behind: SessionBackground;

beforeEach(() => {
  [clock, shown, warnings] = [new FakeClock(), [], []];
  [decoding, kept] = [new Map(), new Set()];
  behind = new SessionBackground({
    clock,
    avatar: { id: 'iris', name: 'Iris' },
    faces: {
      check: (_avatar, background) =>
        background === 'picture:none'
          ? Promise.reject(new CodedError('avatar.unknown_background', 'there is none'))
          : Promise.resolve(),
      addPicture: (name, _picture, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          decoding.set(name, { signal, done: () => (kept.add(name), resolve()), fail: reject });
        }),
      removePicture: (name) => void kept.delete(name),
    },
    show: (background) => shown.push(background),
    warn: (code, message) => warnings.push(message === undefined ? code : `${code} ${message}`),
  });
});

const settled = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};
const upload = (): UploadedBackground => {
  const name = behind.take(PICTURE);
  behind.choose(name);
  return name;
};

describe('a picture that the client of a session sends', () => {
  it('is seen once it is decoded, under a name of its own, and let go when something else is seen', async () => {
    const first = upload();
    await settled();
    expect([shown, kept.size]).toEqual([[], 0]);
    decoding.get(first)!.done();
    await settled();
    expect([shown, [...kept]]).toEqual([[first], [first]]);
    const second = upload();
    expect(second).not.toBe(first);
    decoding.get(second)!.done();
    await settled();
    expect([shown.at(-1), [...kept]]).toEqual([second, [second]]);
    behind.choose('blurred');
    await settled();
    expect([shown.at(-1), kept.size]).toEqual(['blurred', 0]);
  });

  it.each([
    'face.not_a_picture',
    'face.picture_damaged',
    'face.picture_too_big',
    'face.failed',
    'face.unavailable',
  ] as const)('is refused by its own code, and what was seen stays: %s', async (code) => {
    const before = upload();
    decoding.get(before)!.done();
    await settled();
    const refused = upload();
    decoding.get(refused)!.fail(new CodedError(code, 'why'));
    await settled();
    expect(warnings).toEqual([`${code} background: why`]);
    expect([shown, [...kept]]).toEqual([[before], [before]]);
  });

  it('leaves other reasons to the code of backgrounds', async () => {
    behind.choose('picture:none');
    await settled();
    expect(warnings).toEqual(['config.background background: there is none']);
  });

  it('gives way to what is chosen while it is decoded', async () => {
    const name = upload();
    const { signal } = decoding.get(name)!;
    behind.choose('transparent');
    await settled();
    expect([signal.aborted, shown, warnings]).toEqual([true, ['transparent'], []]);
  });

  it('is let go where the engine had it ready in the moment in which it was given up', async () => {
    const name = upload();
    decoding.get(name)!.done();
    behind.choose('transparent');
    await settled();
    expect([shown, kept.size]).toEqual([['transparent'], 0]);
  });

  it('comes at a bounded pace, and only the newest of those that wait is decoded', async () => {
    for (let i = 0; i < 100; i++) upload();
    await settled();
    expect([decoding.size, warnings]).toEqual([8, ['config.background_rate']]);
    const newest = upload();
    clock.advance(2_100);
    expect([...decoding.keys()].at(-1)).toBe(newest);
    expect(decoding.size).toBe(9);
  });

  it('stays when other settings change while it waits, and is never decoded once another one is chosen', async () => {
    for (let i = 0; i < 8; i++) upload();
    const waiting = upload();
    behind.choose(waiting);
    behind.choose('own');
    clock.advance(60_000);
    await settled();
    expect(decoding.has(waiting)).toBe(false);
    expect(shown).toEqual(['own']);
  });

  it('goes with its session, decoded or not', async () => {
    const first = upload();
    decoding.get(first)!.done();
    await settled();
    const second = upload();
    behind.close();
    behind.close();
    await settled();
    expect([kept.size, decoding.get(second)!.signal.aborted, warnings]).toEqual([0, true, []]);
  });
});
