import { FakeClock } from '@visavis/core/testing';
import { MemoryPlaces } from '@visavis/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { WaitEstimate } from './wait-estimate.js';
import { WaitingRoom } from './waiting-room.js';

let clock: FakeClock;
let places: MemoryPlaces;
let estimate: WaitEstimate;
let room: WaitingRoom;
/** Positions and estimates that the clients received, in order. */
let news: string[];
beforeEach(() => {
  clock = new FakeClock();
  estimate = new WaitEstimate();
  news = [];
});

const build = (total: number): void => {
  places = new MemoryPlaces({ total, line: 10 });
  room = new WaitingRoom({ places, estimate, clock });
};
const request = (sessionId: string, licenceLimit = Infinity) => ({ sessionId, licenceId: 'a', licenceLimit });
/** @returns A function that makes the client leave. */
const wait = (name: string, licenceLimit?: number): (() => void) => {
  const leaving = new AbortController();
  const send = ({ position, estimatedWaitS }: { position: number; estimatedWaitS: number | null }) =>
    void news.push(`${name}: ${position}${estimatedWaitS === null ? '' : `, ${estimatedWaitS} s`}`);
  void room.wait(request(name, licenceLimit), send, leaving.signal).then((outcome) => news.push(`${name}: ${outcome}`));
  return () => leaving.abort();
};
const received = async (): Promise<string[]> => {
  await new Promise(setImmediate);
  return news.splice(0);
};

describe('a client that waits for a place', () => {
  it('receives its position at once, and again whenever that changes', async () => {
    build(1);
    await places.take(request('inside'));
    wait('first');
    const leave = wait('second');
    wait('third');
    expect(await received()).toEqual(['first: 1', 'second: 2', 'third: 3']);
    expect(room.size).toBe(3);
    leave();
    expect(await received()).toEqual(['third: 2', 'second: left']);
    await places.release('inside');
    expect(await received()).toEqual(['third: 1', 'first: granted']);
    expect(room.size).toBe(1);
  });

  it('receives news every five seconds even when nothing happens, and none once it has left', async () => {
    build(1);
    await places.take(request('inside'));
    const leave = wait('first');
    clock.advance(10_000);
    expect(await received()).toEqual(['first: 1', 'first: 1', 'first: 1']);
    leave();
    expect([await received(), clock.pending, room.size]).toEqual([['first: left'], 0, 0]);
  });

  it('is out of the room when waiting fails', async () => {
    build(1);
    places.wait = (_request, { moved }) => {
      const usage = { used: 1, limit: 1 };
      moved({ position: 1, positionInLicence: 1, server: usage, licence: usage });
      return Promise.reject(new Error('no store'));
    };
    const { signal } = new AbortController();
    await expect(room.wait(request('first'), () => undefined, signal)).rejects.toThrow('no store');
    expect([clock.pending, room.size]).toEqual([0, 0]);
  });

  it('receives how long it will take, from how long sessions last and how many there are', async () => {
    build(2);
    for (const name of ['x', 'y']) await places.take(request(name));
    for (const minutes of [1, 2, 3]) estimate.stayed(minutes * 60_000);
    wait('first');
    wait('second');
    expect(await received()).toEqual(['first: 1, 60 s', 'second: 2, 120 s']);
  });

  it('receives it by the limit of its licence where that is what is used up', async () => {
    build(100);
    for (const name of ['x', 'y']) await places.take(request(name));
    for (let i = 0; i < 3; i++) estimate.stayed(120_000);
    wait('first', 2);
    expect(await received()).toEqual(['first: 1, 60 s']);
  });
});
