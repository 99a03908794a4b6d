import assert from 'node:assert/strict';
import type { Records, SessionRecord } from '../records.js';
import { contractOf, type Contract } from './contract.js';

const opened = (sessionId: string): SessionRecord => ({
  type: 'opened',
  sessionId,
  atMs: 1_000,
  nodeId: 'node-1',
  licenceId: '0123456789ab',
  avatarId: 'iris',
});
const turn = (sessionId: string, turnId: string, heard = 'Hello.'): SessionRecord => ({
  type: 'turn',
  sessionId,
  atMs: 2_000,
  turnId,
  user: 'Hi — “there”',
  heard,
  interrupted: false,
  toolCalls: 1,
  stagesMs: { replyMs: 12.5, totalMs: 200 },
});
const closed = (sessionId: string): SessionRecord => ({
  type: 'closed',
  sessionId,
  atMs: 3_000,
  reason: 'Session ended',
  usage: { durationMs: 2_000, turns: 2, heardChars: 12 },
});

/** @param open Opens an adapter without records. */
export function recordsContract(open: () => Promise<Records>): Contract {
  return contractOf({
    'what a session leaves is found whole and in order, and nothing of another session': async () => {
      const records = await open();
      const ofA = [opened('a'), turn('a', '1'), turn('a', '2'), closed('a')];
      const ofB = [opened('b'), turn('b', '1')];
      for (const record of [...ofA.slice(0, 2), ...ofB, ...ofA.slice(2)]) records.append(record);
      await records.settled();
      assert.deepEqual(await records.ofSession('a'), ofA);
      assert.deepEqual(await records.ofSession('b'), ofB);
      assert.deepEqual(await records.ofSession('c'), []);
    },
    'a record that comes twice counts once, as it came first': async () => {
      const records = await open();
      const first = [opened('a'), turn('a', '1'), closed('a')];
      for (const record of [...first, opened('a'), turn('a', '1', 'Something else.'), closed('a')])
        records.append(record);
      await records.settled();
      assert.deepEqual(await records.ofSession('a'), first);
    },
  });
}
