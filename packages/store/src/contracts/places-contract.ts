import assert from 'node:assert/strict';
import type { Places } from '../places.js';
import { contractOf, type Contract } from './contract.js';
import { WaitingSession } from './waiting-session.js';

/** A request of one session, named after its licence: `a1` belongs to licence `a`. */
const request = (sessionId: string, licenceLimit = Infinity) => ({
  sessionId,
  licenceId: sessionId.slice(0, 1),
  licenceLimit,
});

type OpenPlaces = (limits: { total: number; line: number }) => Promise<Places>;

/** @param open Opens an adapter with this many places, none taken, and room for so many in line. */
export function placesContract(open: OpenPlaces): Contract {
  return [...takingContract(open), ...waitingContract(open)];
}

function takingContract(open: OpenPlaces): Contract {
  return contractOf({
    'a full server refuses, and says how much is taken': async () => {
      const places = await open({ total: 2, line: 5 });
      for (const session of ['a1', 'b1']) assert.deepEqual(await places.take(request(session)), { granted: true });
      assert.deepEqual(await places.take(request('c1')), {
        granted: false,
        full: 'server',
        standing: {
          position: 1,
          positionInLicence: 1,
          server: { used: 2, limit: 2 },
          licence: { used: 0, limit: Infinity },
        },
      });
    },
    'a licence that has used up its limit is refused, and no other licence is': async () => {
      const places = await open({ total: 10, line: 5 });
      for (const session of ['a1', 'a2', 'b1']) assert((await places.take(request(session, 2))).granted);
      const taking = await places.take(request('a3', 2));
      assert(!taking.granted);
      assert.deepEqual([taking.full, taking.standing.licence], ['licence', { used: 2, limit: 2 }]);
      assert((await places.take(request('b2', 2))).granted);
      assert((await places.take(request('c1', 1))).granted);
    },
    'both limits hold, however many ask at the same moment': async () => {
      const places = await open({ total: 7, line: 0 });
      const names = Array.from({ length: 40 }, (_, index) => `${index % 2 ? 'a' : 'b'}${index}`);
      const takings = await Promise.all(names.map((name) => places.take(request(name, name.startsWith('a') ? 3 : 20))));
      const granted = names.filter((_, index) => takings[index]?.granted);
      assert.equal(granted.length, 7);
      assert(granted.filter((name) => name.startsWith('a')).length <= 3);
    },
    'a session that asks again keeps the one place it has': async () => {
      const places = await open({ total: 1, line: 0 });
      for (let i = 0; i < 2; i++) assert((await places.take(request('a1', 1))).granted);
      await places.release('a1');
      assert((await places.take(request('b1'))).granted);
    },
    'a place that is released twice is freed once': async () => {
      const places = await open({ total: 2, line: 0 });
      for (const session of ['a1', 'a2']) await places.take(request(session));
      for (let i = 0; i < 2; i++) await places.release('a1');
      assert((await places.take(request('b1'))).granted);
      assert(!(await places.take(request('b2'))).granted);
    },
    'a session that never had a place frees none': async () => {
      const places = await open({ total: 1, line: 0 });
      await places.take(request('a1'));
      await places.release('b1');
      assert(!(await places.take(request('c1'))).granted);
    },
  });
}

function waitingContract(open: OpenPlaces): Contract {
  return contractOf({
    'a session that finds a free place does not wait': async () => {
      const places = await open({ total: 1, line: 0 });
      const waiting = new WaitingSession(places, request('a1'));
      assert.deepEqual([await waiting.outcome, waiting.standings], ['granted', []]);
    },
    'a place that is released goes to the first in line; newcomers find none': async () => {
      const places = await open({ total: 1, line: 5 });
      await places.take(request('a1'));
      const first = new WaitingSession(places, request('a2'));
      const { server, licence } = await first.standsAt(1);
      assert.deepEqual(
        [server, licence],
        [
          { used: 1, limit: 1 },
          { used: 1, limit: Infinity },
        ],
      );
      const second = new WaitingSession(places, request('b1'));
      await second.standsAt(2);
      await places.release('a1');
      const taking = await places.take(request('c1'));
      assert(!taking.granted && taking.standing.position === 2);
      assert.equal(await first.outcome, 'granted');
      assert.equal((await second.standsAt(1)).positionInLicence, 1);
    },
    'a session that leaves is out of line, and those behind it move up': async () => {
      const places = await open({ total: 1, line: 5 });
      await places.take(request('a1'));
      const first = new WaitingSession(places, request('a2'));
      await first.standsAt(1);
      const second = new WaitingSession(places, request('a3'));
      assert.equal((await second.standsAt(2)).positionInLicence, 2);
      first.leave();
      first.leave();
      assert.equal(await first.outcome, 'left');
      await second.standsAt(1);
      await places.release('a1');
      assert.equal(await second.outcome, 'granted');
    },
    'a session may leave as soon as it receives its standing': async () => {
      const places = await open({ total: 1, line: 5 });
      await places.take(request('a1'));
      const leaving = new AbortController();
      const moved = () => leaving.abort();
      assert.equal(await places.wait(request('a2'), { moved, signal: leaving.signal }), 'left');
      await new WaitingSession(places, request('a3')).standsAt(1);
    },
    'a session that has left before it waits gets no place': async () => {
      const places = await open({ total: 1, line: 5 });
      const signal = AbortSignal.abort();
      assert.equal(await places.wait(request('a1'), { moved: () => assert.fail(), signal }), 'left');
      assert((await places.take(request('b1'))).granted);
    },
    'a session that leaves after it got its place keeps it until it is released': async () => {
      const places = await open({ total: 1, line: 5 });
      await places.take(request('a1'));
      const waiting = new WaitingSession(places, request('a2'));
      await waiting.standsAt(1);
      await places.release('a1');
      assert.equal(await waiting.outcome, 'granted');
      waiting.leave();
      assert(!(await places.take(request('b1'))).granted);
      await places.release('a2');
      assert((await places.take(request('b1'))).granted);
    },
    'licences take turns, so that a crowd with one key does not stand in front of all others': async () => {
      const places = await open({ total: 1, line: 9 });
      assert.deepEqual(await orderOf(places, ['a1', 'a2', 'a3', 'b1', 'b2']), ['a1', 'b1', 'a2', 'b2', 'a3']);
    },
    'a licence that comes late gets no past rounds back': async () => {
      const places = await open({ total: 1, line: 9 });
      await places.take(request('x1'));
      const waiting = await line(places, ['a1', 'a2', 'a3']);
      await places.release('x1');
      assert.equal(await waiting[0]?.session.outcome, 'granted');
      await places.release('a1');
      assert.equal(await waiting[1]?.session.outcome, 'granted');
      const late = await line(places, ['b1', 'b2']);
      assert.deepEqual(await served(places, 'a2', [...waiting.slice(2), ...late]), ['b1', 'a3', 'b2']);
    },
    'a session held up by the limit of its own licence holds up no other': async () => {
      const places = await open({ total: 2, line: 9 });
      for (const session of ['a1', 'b1']) await places.take(request(session, 1));
      const held = new WaitingSession(places, request('a2', 1));
      await held.standsAt(1);
      const other = new WaitingSession(places, request('c1', 1));
      await other.standsAt(2);
      await places.release('b1');
      assert.equal(await other.outcome, 'granted');
      await places.release('a1');
      assert.equal(await held.outcome, 'granted');
    },
    'a full line takes no more': async () => {
      const places = await open({ total: 1, line: 1 });
      await places.take(request('a1'));
      const first = new WaitingSession(places, request('a2'));
      await first.standsAt(1);
      const second = new WaitingSession(places, request('a3'));
      assert.deepEqual([await second.outcome, second.standings], ['line full', []]);
      first.leave();
      await first.outcome;
      await new WaitingSession(places, request('a3')).standsAt(1);
    },
  });
}

interface Waiting {
  readonly name: string;
  readonly session: WaitingSession;
}

/** Lets sessions get in line one after the other. */
async function line(places: Places, names: readonly string[]): Promise<Waiting[]> {
  const waiting: Waiting[] = [];
  for (const name of names) {
    const session = new WaitingSession(places, request(name));
    await session.stands(() => true);
    waiting.push({ name, session });
  }
  return waiting;
}

/** @returns The order in which sessions that got in line in the order of `names` receive the only place. */
async function orderOf(places: Places, names: readonly string[]): Promise<string[]> {
  await places.take(request('x1'));
  return served(places, 'x1', await line(places, names));
}

/** Releases the place again and again. @param holder The session that has it first. */
async function served(places: Places, holder: string, waiting: readonly Waiting[]): Promise<string[]> {
  const order: string[] = [];
  while (order.length < waiting.length) {
    const left = waiting.filter(({ name }) => !order.includes(name));
    await places.release(order.at(-1) ?? holder);
    order.push(await Promise.race(left.map(({ name, session }) => session.outcome.then(() => name))));
  }
  return order;
}
