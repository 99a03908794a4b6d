import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { closeOf } from '@visavis/protocol';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { callTest } from '../support/call-test.js';
import { startServer, type RunningServer } from '@visavis/server/testing';

let server: RunningServer;
const it = callTest(() => server);

beforeAll(async () => {
  server = await startServer({ VISAVIS_MAX_SESSIONS_PER_LICENSE: '2' });
});
afterAll(() => server?.stop());

describe('Rule 1, A-01: the upgrade is always accepted, and a problem is an event before it is a close frame', () => {
  it.for([
    ['a wrong key', { license: 'wrong' }, 'conversation.connected.fail', closeOf('auth.invalid_license')],
    ['no key', { license: '' }, 'conversation.connected.fail', closeOf('auth.invalid_license')],
    ['an unknown avatar', { avatarId: 'nobody' }, 'conversation.connected.fail', closeOf('avatar.not_found')],
    [
      'an unknown id beside a good name',
      { avatarId: 'nobody', name: 'Iris' },
      'conversation.connected.fail',
      closeOf('avatar.not_found'),
    ],
  ] as const)('%s', async ([, query, type, { code, reason }], { open }) => {
    const call = open({ query });
    expect(await call.closed).toEqual({ code, reason });
    expect(call.types).toEqual([type]);
  });

  it('one session too many for the key', async ({ open }) => {
    const guests = [open(), open()];
    await Promise.all(guests.map((guest) => guest.next('conversation.connected.success')));
    const late = open();
    const { code, reason } = closeOf('capacity.license_full');
    expect(await late.closed).toEqual({ code, reason });
    expect(late.types).toEqual(['conversation.connected.connection_limit_exceeded']);
    await guests[0]!.close();
    await expect.poll(async () => (await server.health()).counts['sessions']).toBe(1);
    await open().next('conversation.connected.success');
  });
});

it('Rule 2, A-02, C-01: the first message out is conversation.connected.success with a session id and ICE servers', async ({
  open,
}) => {
  const call = open();
  const { data, session_id } = await call.next('conversation.connected.success');
  expect(call.types[0]).toBe('conversation.connected.success');
  expect(data.sessionId).not.toBe('');
  expect(session_id).toBe(data.sessionId);
  expect(data.iceServers.length).toBeGreaterThan(0);
});

it('Rule 3, A-03, C-06: the urls of every ICE server are a list of strings', async ({ open }) => {
  const { data } = await open().next('conversation.connected.success');
  for (const { urls } of [...data.iceServers, ...data.ice_servers])
    for (const url of urls) expect(url).toMatch(/^(stun|turns?):/);
});

it('Rule 4, A-04, C-02: every message is a text frame of JSON with a string type and an object data', async ({
  watch,
}) => {
  const { call } = await watch();
  call.type('hello');
  await call.next('realtime.response.audio_transcript.done');
  expect(call.faults).toEqual([]);
  for (const { text } of call.received) {
    const frame = JSON.parse(text) as Record<string, unknown>;
    expect(frame['type']).toBeTypeOf('string');
    expect(frame['data']).toEqual(expect.any(Object));
    expect(Array.isArray(frame['data'])).toBe(false);
  }
});

it('Rule 5, A-05: what people are to read stands at the top and under data', async ({ open }) => {
  const refused = open({ query: { license: 'wrong' } });
  const fail = await refused.next('conversation.connected.fail');
  expect(fail.message).toMatch(/license/i);
  expect(fail.data).toMatchObject({ message: fail.message, code: 401 });

  const call = open();
  await call.next('realtime.session.created');
  call.sendRaw('{');
  const warning = await call.next('realtime.warning');
  expect(warning.message).not.toBe('');
  expect(warning.data.message).toBe(warning.message);
});

it('Scenario F6: the list of ICE servers names nothing that does not answer', async ({ open }) => {
  const { data } = await open().next('conversation.connected.success');
  const urls = data.iceServers.flatMap((entry) => entry.urls);
  expect(urls.length).toBeGreaterThan(0);
  for (const url of urls) {
    const [, host = '', port = ''] = /^stun:([^:]+):(\d+)$/.exec(url)!;
    const client = createSocket('udp4');
    // A binding request without attributes (RFC 8489 §5).
    client.send(Buffer.from(`000100002112a442${'ab'.repeat(12)}`, 'hex'), Number(port), host);
    const [answer] = (await once(client, 'message')) as [Buffer];
    expect(answer.readUInt16BE(0)).toBe(0x0101);
    expect(answer.readUInt16BE(26) ^ 0x2112).toBe(client.address().port);
    client.close();
  }
});
