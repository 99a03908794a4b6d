import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { Capacity } from './capacity.js';
import { WaitingRoom, type Place, type Ticket } from './waiting-room.js';

let clock: FakeClock;
let capacity: Capacity;
let room: WaitingRoom;
/** What everybody was told and given, in order. */
let told: string[];
beforeEach(() => {
  clock = new FakeClock();
  told = [];
});

const build = (total: number, perLicense?: number, limit = 10): void => {
  capacity = new Capacity({ total, ofLicense: () => perLicense });
  room = new WaitingRoom({ capacity, limit, clock });
};
const take = (licenseId: string): Place => {
  const place = capacity.admit(licenseId);
  if (!place.granted) throw new Error('there was no place');
  return place;
};
const wait = (name: string, licenseId = 'a'): Ticket => {
  const ticket = room.enter(licenseId, ({ position, estimatedWaitS }) =>
    told.push(`${name}: ${position}${estimatedWaitS === null ? '' : `, ${estimatedWaitS} s`}`),
  );
  if (!ticket) throw new Error('nobody may wait');
  void ticket.place.then((place) => told.push(place ? `${name} is in` : `${name} has left`));
  return ticket;
};
const news = async (): Promise<string[]> => {
  await Promise.resolve();
  return told.splice(0);
};

describe('who waits for a place', () => {
  it('is told at once where it stands, and again whenever that changes', async () => {
    build(1);
    const place = take('a');
    wait('first');
    const second = wait('second');
    wait('third');
    expect(await news()).toEqual(['first: 1', 'second: 2', 'third: 3']);
    second.leave();
    second.leave();
    expect(await news()).toEqual(['third: 2', 'second has left']);
    place.release();
    expect(await news()).toEqual(['third: 1', 'first is in']);
    expect([room.size, capacity.used]).toEqual([1, 1]);
  });

  it('is told every five seconds even when nothing happens, and nobody when nobody waits', async () => {
    build(1);
    take('a');
    const ticket = wait('first');
    clock.advance(10_000);
    expect(await news()).toEqual(['first: 1', 'first: 1', 'first: 1']);
    ticket.leave();
    expect(clock.pending).toBe(0);
  });

  it('takes turns with other licences', async () => {
    build(1);
    const place = take('a');
    const tickets = ['a1', 'a2', 'a3'].map((name) => wait(name, 'a'));
    tickets.push(wait('b1', 'b'));
    expect(await news()).toEqual(['a1: 1', 'a2: 2', 'a3: 3', 'b1: 2', 'a2: 3', 'a3: 4']);
    for (const ticket of tickets) void ticket.place.then((next) => next?.release());
    place.release();
    for (let i = 0; i < 4; i++) await Promise.resolve();
    expect((await news()).filter((line) => line.endsWith('is in'))).toEqual([
      'a1 is in',
      'b1 is in',
      'a2 is in',
      'a3 is in',
    ]);
  });

  it('holds nobody up because its own licence is used up', async () => {
    build(2, 1);
    take('a');
    const other = take('b');
    wait('a1', 'a');
    wait('c1', 'c');
    other.release();
    expect((await news()).filter((line) => line.endsWith('is in'))).toEqual(['c1 is in']);
  });

  it('is not let in where too many wait already', () => {
    build(0, undefined, 1);
    wait('first');
    expect(room.enter('a', () => undefined)).toBeUndefined();
  });
});

describe('how long it will take', () => {
  it('is not known before three sessions have ended', async () => {
    build(0);
    room.stayed(60_000);
    room.stayed(60_000);
    wait('first');
    expect([await news(), room.retryAfterS('a')]).toEqual([['first: 1'], 10]);
  });

  it('is told from how long sessions last and how many there are', async () => {
    build(2);
    take('a');
    take('a');
    for (const minutes of [1, 2, 3]) room.stayed(minutes * 60_000);
    wait('first');
    wait('second');
    expect(await news()).toEqual(['first: 1, 60 s', 'second: 2, 120 s']);
    expect(room.retryAfterS('b')).toBe(180);
  });

  it('depends on the licence where that is what is used up', async () => {
    build(100, 2);
    take('a');
    take('a');
    for (let i = 0; i < 3; i++) room.stayed(120_000);
    wait('a1', 'a');
    expect(await news()).toEqual(['a1: 1, 60 s']);
    expect(room.retryAfterS('a')).toBe(120);
  });

  it('is never asked to be waited for longer than ten minutes before another try', () => {
    build(1);
    take('a');
    for (let i = 0; i < 3; i++) room.stayed(3_600_000);
    expect(room.retryAfterS('a')).toBe(600);
  });

  it('is about what is now, not what was long ago', async () => {
    build(1);
    take('a');
    for (let i = 0; i < 10; i++) room.stayed(3_600_000);
    for (let i = 0; i < 50; i++) room.stayed(30_000);
    wait('first');
    expect(await news()).toEqual(['first: 1, 30 s']);
  });
});
