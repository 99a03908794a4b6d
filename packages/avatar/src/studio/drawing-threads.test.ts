import { AT_REST, type Background } from '@visavis/core';
import { expect, it } from 'vitest';
import type { FaceSource } from '../faces/load-face.js';
import { FakeLease } from '../testing/index.js';
import { DrawingThreads } from './drawing-threads.js';

/** A thread that is warm when `warmed` is called. */
class FakeThread {
  load = 0;
  readonly restarts = 0;
  closed = false;
  readonly forgotten: Background[] = [];
  readonly prepared: string[] = [];
  warmed: () => void = () => undefined;

  prepare({ id }: FaceSource): Promise<void> {
    this.prepared.push(id);
    return new Promise((resolve) => (this.warmed = resolve));
  }
  open(): FakeLease {
    this.load++;
    return new FakeLease();
  }
  forgetBackground(background: Background): void {
    this.forgotten.push(background);
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

function open(max: number) {
  const started: FakeThread[] = [];
  const threads = new DrawingThreads(max, () => {
    const thread = new FakeThread();
    started.push(thread);
    return thread;
  });
  const speak = (): void => void threads.open({ id: 'iris' }, { codec: 'vp8', bitrateBps: 600_000, motion: AT_REST });
  const watch = (viewers: number): void => threads.prepare({ id: 'iris' }, viewers);
  const loads = (): number[] => started.map(({ load }) => load);
  return { threads, started, watch, speak, loads };
}

it('starts a second thread for a second viewer, and draws there once that is warm', async () => {
  const { threads, started, watch, speak, loads } = open(2);
  watch(1);
  speak();
  expect(loads()).toEqual([1]);
  watch(2);
  expect(started[1]!.prepared).toEqual(['iris']);
  speak();
  speak();
  expect(loads()).toEqual([3, 0]);
  started[1]!.warmed();
  await Promise.resolve();
  speak();
  speak();
  expect(loads()).toEqual([3, 2]);
  expect(threads.load).toBe(5);
});

it('starts no more threads than it may have, one after the other', async () => {
  const { started, watch } = open(3);
  for (let viewers = 1; viewers < 5; viewers++) watch(viewers);
  expect(started).toHaveLength(2);
  for (let i = 1; i < 3; i++) {
    started[i]!.warmed();
    await Promise.resolve();
    for (let viewers = 5; viewers < 9; viewers++) watch(viewers);
  }
  expect(started).toHaveLength(3);
});

it('closes a thread that is still warming up', async () => {
  const { threads, started, watch } = open(2);
  watch(2);
  await threads.close();
  expect(started.map(({ closed }) => closed)).toEqual([true, true]);
});

it('has room for faces that do not speak while each thread draws few', async () => {
  const { threads, started, watch, speak } = open(2);
  watch(2);
  const roomAfter = (faces: number): boolean => {
    for (let i = 0; i < faces; i++) speak();
    return threads.room;
  };
  expect([threads.room, roomAfter(3), roomAfter(1)]).toEqual([true, true, false]);
  started[1]!.warmed();
  await Promise.resolve();
  expect([threads.room, roomAfter(3), roomAfter(1)]).toEqual([true, true, false]);
});

it('lets go of a background in each thread that may have drawn it', async () => {
  const { threads, started, watch } = open(2);
  watch(2);
  started[1]!.warmed();
  await Promise.resolve();
  threads.forgetBackground('upload:1');
  expect(started.map(({ forgotten }) => forgotten)).toEqual([['upload:1'], ['upload:1']]);
});
