import { beforeEach, expect, it } from 'vitest';
import type { RequestOrigin } from '../keys/keys.js';
import { sessionEnd } from './session-end.js';

let ended: [token: string, from: RequestOrigin][];
/** Lets the answers come. */
let release: (known: boolean) => void;
let known: Promise<boolean>;
let api: ReturnType<typeof sessionEnd>;
beforeEach(() => {
  ended = [];
  known = new Promise((resolve) => (release = resolve));
  const end = (token: string, from: RequestOrigin) => {
    ended.push([token, from]);
    return known;
  };
  api = sessionEnd({ end, trustProxy: false });
});

const post = async (body: string, { address = '192.0.2.7', origin }: { address?: string; origin?: string } = {}) => {
  const headers = { 'content-type': 'text/plain;charset=UTF-8', ...(origin === undefined ? {} : { origin }) };
  const incoming = { socket: { remoteAddress: address }, headers };
  const response = await api.request('/api/session/end', { method: 'POST', body, headers }, { incoming });
  return { status: response.status, body: await response.json() };
};
const GOODBYE = '{"token":"vvr_1"}';

it('ends the session of the token, sent as plain text, with the origin and the address that it comes from', async () => {
  release(true);
  const answer = await post(GOODBYE, { origin: 'https://shop.example' });
  expect(answer).toEqual({ status: 200, body: { code: 200, message: 'SUCCESS', data: null } });
  expect(ended).toEqual([['vvr_1', { origin: 'https://shop.example', address: '192.0.2.7' }]]);
});

it('answers a token of no session as every one that is not known', async () => {
  release(false);
  expect(await post(GOODBYE)).toMatchObject({
    status: 410,
    body: { code: 410, message: 'Session gone', data: null, error: 'session.gone' },
  });
});

it.each(['', '{', '[]', '{}', '{"token":7}', '{"token":""}', '{"token":null}', '{"token":"a","session":"b"}'])(
  'refuses %j',
  async (body) => {
    expect([(await post(body)).status, ended]).toEqual([400, []]);
  },
);

it('reads no more than a token needs', async () => {
  expect([(await post(`{"token":"${'x'.repeat(2_000)}"}`)).status, ended]).toEqual([413, []]);
});

it('lets one address wait for so many answers at a time, and others come in meanwhile', async () => {
  const waiting = Array.from({ length: 64 }, () => post(GOODBYE));
  await expect.poll(() => ended.length).toBe(64);
  expect((await post(GOODBYE)).status).toBe(429);
  const other = post(GOODBYE, { address: '192.0.2.8' });
  release(false);
  expect(new Set((await Promise.all([...waiting, other])).map(({ status }) => status))).toEqual(new Set([410]));
  expect((await post(GOODBYE)).status).toBe(410);
});
