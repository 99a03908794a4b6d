import assert from 'node:assert/strict';
import { FAILED, SERVER_ENDED, type RecordedSession, type Records, type SessionRecord } from '../records.js';
import { contractOf, type Contract } from './contract.js';

const SHOP = '0123456789ab';
const USAGE = { durationMs: 2_000, turns: 2, heardChars: 12 };

const opened = (sessionId: string, atMs = 1_000, licenceId = SHOP): SessionRecord => ({
  type: 'opened',
  sessionId,
  atMs,
  nodeId: 'node-1',
  licenceId,
  avatarId: 'iris',
});
const turn = (sessionId: string, turnId: string, { heard = 'Hello.', atMs = 2_000 } = {}): SessionRecord => ({
  type: 'turn',
  sessionId,
  atMs,
  turnId,
  user: 'Hi — “there” \u{1F600}',
  heard,
  interrupted: turnId === '2',
  toolCalls: 1,
  stagesMs: { replyMs: 12.5, totalMs: 200 },
});
const closed = (sessionId: string, atMs = 3_000, code = 1000): SessionRecord => ({
  type: 'closed',
  sessionId,
  atMs,
  code,
  reason: 'Session ended',
  usage: USAGE,
});

const found = (id: string, more: Partial<RecordedSession> = {}): RecordedSession => ({
  id,
  nodeId: 'node-1',
  licenceId: SHOP,
  avatarId: 'iris',
  openedAtMs: 1_000,
  ...more,
});
const ENDED = { atMs: 3_000, code: 1000, reason: 'Session ended', usage: USAGE };

const idsOf = (sessions: readonly { readonly id: string }[]) => sessions.map(({ id }) => id);
/** @returns Which turns they are, as in `a1`. */
const namesOf = (turns: readonly { readonly sessionId: string; readonly turnId: string }[]) =>
  turns.map(({ sessionId, turnId }) => sessionId + turnId);

/** @param open Opens an adapter without records. */
export function recordsContract(open: () => Promise<Records>): Contract {
  const holding = async (...all: readonly SessionRecord[]): Promise<Records> => {
    const records = await open();
    for (const record of all) records.append(record);
    await records.settled();
    return records;
  };
  return contractOf({
    'what a session leaves is found whole and in order, and nothing of another session': async () => {
      const ofA = [opened('a'), turn('a', '1'), turn('a', '2'), closed('a')];
      const records = await holding(...ofA.slice(0, 2), opened('b'), turn('b', '1'), ...ofA.slice(2));
      assert.deepEqual(await records.session('a'), found('a', { closed: ENDED }));
      assert.deepEqual(await records.session('b'), found('b'));
      assert.equal(await records.session('c'), undefined);
      const turns = await records.turns({ sessionId: 'a', limit: 10 });
      const withoutPositions = turns.map(({ position, ...rest }) => {
        assert.match(position, /^[0-9A-Za-z]+$/);
        return { type: 'turn', ...rest };
      });
      assert.deepEqual(withoutPositions, [turn('a', '1'), turn('a', '2')]);
    },
    'a record that comes twice counts once, as it came first': async () => {
      const first = [opened('a'), turn('a', '1'), closed('a')];
      const again = [opened('a', 9_000), turn('a', '1', { heard: 'Something else.' }), closed('a', 9_000)];
      const records = await holding(...first, ...again);
      assert.deepEqual(await records.session('a'), found('a', { closed: ENDED }));
      assert.deepEqual(
        (await records.turns({ limit: 10 })).map(({ heard }) => heard),
        ['Hello.'],
      );
    },
    'a record of a session that has none is left out, and takes no other with it': async () => {
      const records = await holding(turn('gone', '1'), closed('gone'), opened('a'), turn('a', '1'));
      assert.deepEqual(idsOf(await records.sessions({ limit: 10 })), ['a']);
      assert.deepEqual(namesOf(await records.turns({ limit: 10 })), ['a1']);
    },
    'sessions are read in pages, the first in front, each once': async () => {
      const ids = ['c', 'a', 'd', 'b'];
      const records = await holding(...ids.map((id) => opened(id)), opened('late', 2_000), opened('early', 500));
      const all = ['early', 'a', 'b', 'c', 'd', 'late'];
      assert.deepEqual(idsOf(await records.sessions({ limit: 10 })), all);
      const read: string[] = [];
      let from: RecordedSession | undefined;
      do {
        const [one, other, next] = await records.sessions({ limit: 3, from });
        read.push(...idsOf([one, other].filter((session) => session !== undefined)));
        from = next;
      } while (from);
      assert.deepEqual(read, all);
    },
    'a page goes on where its first session was deleted meanwhile': async () => {
      const records = await holding(opened('a'), opened('b'), opened('c'));
      const from = found('b');
      await records.remove('b');
      assert.deepEqual(idsOf(await records.sessions({ limit: 10, from })), ['c']);
    },
    'sessions are found by licence, time and state': async () => {
      const records = await holding(
        ...[opened('open', 1_000), opened('done', 2_000), opened('failed', 3_000), opened('lost', 4_000)],
        ...[opened('other', 5_000, 'ba9876543210'), closed('other')],
        ...[closed('done'), closed('failed', 3_500, FAILED), closed('lost', 4_500, 1006)],
      );
      const idsBy = async (query: object) => idsOf(await records.sessions({ limit: 10, ...query }));
      assert.deepEqual(await idsBy({ licenceId: SHOP }), ['open', 'done', 'failed', 'lost']);
      assert.deepEqual(await idsBy({ fromMs: 2_000, beforeMs: 4_000 }), ['done', 'failed']);
      assert.deepEqual(await idsBy({ state: 'open' }), ['open']);
      assert.deepEqual(await idsBy({ state: 'completed' }), ['done', 'lost', 'other']);
      assert.deepEqual(await idsBy({ state: 'failed', licenceId: SHOP }), ['failed']);
      assert.deepEqual(await records.session('other', SHOP), undefined);
      assert.equal((await records.session('other', 'ba9876543210'))?.id, 'other');
    },
    'turns are read in pages over all sessions of a licence': async () => {
      const records = await holding(
        ...[opened('a'), opened('b'), opened('other', 1_000, 'ba9876543210')],
        ...[turn('a', '1'), turn('b', '1'), turn('other', '1'), turn('a', '2', { atMs: 5_000 })],
      );
      const query = { licenceId: SHOP, limit: 2 };
      const page = await records.turns(query);
      assert.deepEqual(namesOf(page), ['a1', 'b1']);
      assert.deepEqual(namesOf(await records.turns({ ...query, from: page.at(-1)?.position })), ['b1', 'a2']);
      assert.deepEqual(namesOf(await records.turns({ ...query, fromMs: 2_001, beforeMs: 5_001 })), ['a2']);
      assert.deepEqual(namesOf(await records.turns({ ...query, sessionId: 'other' })), []);
    },
    'a session is deleted with its turns, by its own licence, and stays so': async () => {
      const records = await holding(opened('a'), turn('a', '1'), opened('b'), turn('b', '1'));
      assert.equal(await records.remove('a', 'ba9876543210'), false);
      assert.deepEqual([await records.remove('a', SHOP), await records.remove('a')], [true, false]);
      records.append(turn('a', '2'));
      records.append(closed('a'));
      await records.settled();
      assert.deepEqual(idsOf(await records.sessions({ limit: 10 })), ['b']);
      assert.deepEqual(namesOf(await records.turns({ limit: 10 })), ['b1']);
    },
    'what an earlier server has left open is closed as failed, with its last turn': async () => {
      const records = await holding(
        ...[opened('a'), turn('a', '1'), turn('a', '2', { atMs: 2_500, heard: '' }), opened('b'), closed('b')],
        { ...opened('mine'), nodeId: 'node-2' } as SessionRecord,
        ...[opened('c')],
      );
      await records.closeOthers('node-2');
      const lost = (atMs: number, turns: number, heardChars: number) => ({
        closed: {
          ...{ atMs, code: FAILED, reason: SERVER_ENDED },
          usage: { durationMs: atMs - 1_000, turns, heardChars },
        },
      });
      assert.deepEqual(await records.session('a'), found('a', lost(2_500, 2, 6)));
      assert.deepEqual(await records.session('c'), found('c', lost(1_000, 0, 0)));
      assert.deepEqual((await records.session('b'))?.closed, ENDED);
      assert.equal((await records.session('mine'))?.closed, undefined);
    },
    'old sessions are forgotten, but for open ones': async () => {
      const records = await holding(
        ...[opened('old', 1_000), opened('open', 1_000), opened('new', 2_000), turn('old', '1')],
        ...[closed('old'), closed('new')],
      );
      assert.deepEqual([await records.forget(2_000), await records.forget(2_000)], [1, 0]);
      assert.deepEqual(idsOf(await records.sessions({ limit: 10 })), ['open', 'new']);
      assert.deepEqual(await records.turns({ limit: 10 }), []);
    },
  });
}
