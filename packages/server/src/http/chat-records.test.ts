import { chatMessage, chatPage, chatSession, envelope, tokenRequest } from '@visavis/protocol/rest';
import { licenceId, MemoryLicences, MemoryRecords, MemoryTokens, type SessionRecord } from '@visavis/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Keys } from '../keys/keys.js';
import { chatRecords } from './chat-records.js';
import { authorise } from './open-api.js';

const SHOP = 'vv_the-shop';
const OTHER = 'vv_another';
const NOON = Date.UTC(2026, 0, 31, 12);
const MINUTE_MS = 60_000;

let records: MemoryRecords;
let keys: Keys;
let api: ReturnType<typeof chatRecords>;
beforeEach(() => {
  records = new MemoryRecords();
  keys = new Keys({
    licences: new MemoryLicences([{ key: SHOP, origins: ['https://shop.example'] }, { key: OTHER }]),
    tokens: new MemoryTokens(),
  });
  api = chatRecords({ records, authorise: (context) => authorise(context, { keys, trustProxy: false }) });
  talk('one', SHOP, [
    ['Hello?', 'Hi, I am Iris.'],
    ['What are you?', 'A face that'],
  ]);
  talk('two', SHOP, [['', 'Are you still there?']], NOON + MINUTE_MS);
  talk('secret', OTHER, [['My password is', 'I see.']]);
});

/** A session with these turns, each of the user's words and those that were heard, which ends after them. */
function talk(sessionId: string, key: string, turns: readonly (readonly [string, string])[], atMs = NOON): void {
  const append = (record: object) => records.append({ sessionId, atMs, ...record } as SessionRecord);
  append({ type: 'opened', nodeId: 'node', licenceId: licenceId(key), avatarId: 'iris' });
  for (const [index, [user, heard]] of turns.entries())
    append({
      ...{ type: 'turn', turnId: `${sessionId}-${index}`, user, heard, interrupted: index === 1 },
      ...{ toolCalls: 0, stagesMs: {} },
    });
  const usage = { durationMs: 1_000, turns: turns.length, heardChars: 0 };
  append({ type: 'closed', atMs: atMs + 1_000, code: 1000, reason: 'Session ended', usage });
}

async function request(path: string, init: RequestInit = {}): Promise<{ status: number; body: Body }> {
  const response = await api.request(`/api/chat${path}`, init, { incoming: { headers: {}, socket: {} } });
  return { status: response.status, body: (await response.json()) as Body };
}
type Body = { code: number; message: string; error?: string; data: unknown };
const get = (path: string, license = SHOP) => request(path, { headers: { license } });

/** @returns All entries of a list, read in pages of this size, each page checked. */
async function readAll<Entry extends z.ZodType>(path: string, schema: Entry, limit: number): Promise<z.infer<Entry>[]> {
  const all: z.infer<Entry>[] = [];
  let cursor = '';
  do {
    const { status, body } = await get(`${path}?limit=${limit}${cursor && `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    const { data, nextCursor } = envelope(chatPage(schema)).parse(body).data;
    expect(data.length).toBeLessThanOrEqual(limit);
    all.push(...data);
    cursor = nextCursor ?? '';
  } while (cursor !== '');
  return all;
}

describe('S-22: the records of a licence', () => {
  it.each([1, 2, 3, 20])('are read in pages of %i: its sessions, and what was said in them', async (limit) => {
    const sessions = await readAll('/sessions', chatSession, limit);
    expect(sessions.map(({ id }) => id)).toEqual(['one', 'two']);
    const messages = await readAll('/messages', chatMessage, limit);
    expect(messages.map(({ role, content, interrupted }) => [role, content, interrupted])).toEqual([
      ['user', 'Hello?', false],
      ['ai', 'Hi, I am Iris.', false],
      ['user', 'What are you?', false],
      ['ai', 'A face that', true],
      ['ai', 'Are you still there?', false],
    ]);
  });

  it('hold a session with every field that clients read', async () => {
    const { body } = await get('/sessions/one');
    expect(body).toEqual({
      ...{ code: 200, message: 'SUCCESS' },
      data: {
        ...{ id: 'one', status: 1, avatarId: 'iris', videoUrl: null, turns: 2 },
        ...{ startTime: '2026-01-31 12:00:00', endTime: '2026-01-31 12:00:01' },
      },
    });
  });

  it('are found by time and state', async () => {
    const idsOf = async (query: string) =>
      envelope(chatPage(chatSession))
        .parse((await get(`/sessions?${query}`)).body)
        .data.data.map(({ id }) => id);
    expect(await idsOf('startTime=2026-01-31 12:00:01')).toEqual(['two']);
    expect(await idsOf('endTime=2026-01-31T12:00:01Z')).toEqual(['one']);
    expect([await idsOf('status=0'), await idsOf('status=1'), await idsOf('status=2')]).toEqual([
      [],
      ['one', 'two'],
      [],
    ]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=many', 'limit'],
    ['status=3', 'status'],
    ['startTime=yesterday', 'startTime'],
  ])('refuse %s by its name', async (query, name) => {
    const { status, body } = await get(`/sessions?${query}`);
    expect([status, body.error, body.message.split(':')[0]]).toEqual([400, 'request.invalid', name]);
  });

  it('begin anew for a cursor that is none', async () => {
    for (const cursor of ['x', 'W10', '%F0%9F%98%80'])
      expect((await get(`/messages?cursor=${cursor}`)).body).toEqual((await get('/messages')).body);
  });

  it('are those of one licence: another finds nothing, reads nothing and deletes nothing', async () => {
    const message = (license: string, query = '') =>
      get(`/messages${query}`, license).then(({ body }) => JSON.stringify(body.data));
    expect(await message(OTHER)).not.toContain('Iris');
    expect(await message(SHOP, '?sessionId=secret')).not.toContain('password');
    expect((await get('/sessions/secret')).status).toBe(404);
    expect((await request('/sessions/secret', { method: 'DELETE', headers: { license: SHOP } })).status).toBe(404);
    expect((await get('/sessions/secret', OTHER)).status).toBe(200);
  });

  it('are deleted with all that was said', async () => {
    const remove = () => request('/sessions/one', { method: 'DELETE', headers: { license: SHOP } });
    expect([(await remove()).status, (await remove()).status]).toEqual([200, 404]);
    expect((await readAll('/messages', chatMessage, 20)).map(({ sessionId }) => sessionId)).toEqual(['two']);
  });

  it('are read by no visitor, no stranger and no page of others', async () => {
    const { token } = await keys.issue(licenceId(SHOP), tokenRequest.parse({}));
    for (const path of ['/sessions', '/sessions/one', '/messages']) {
      expect((await get(path, token)).status).toBe(403);
      expect((await get(path, 'vv_wrong-key')).status).toBe(401);
      expect((await request(path)).status).toBe(401);
      const headers = { license: SHOP, origin: 'https://evil.example' };
      expect((await request(path, { headers })).status).toBe(403);
    }
  });

  it('know no other address', async () => {
    expect((await get('/sessions/one/secret')).status).toBe(404);
  });
});
