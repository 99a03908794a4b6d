import { tokenRequest } from '@visavis/protocol/rest';
import { licenceId, MemoryLicences, MemoryTokens } from '@visavis/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { Keys } from '../keys/keys.js';
import { v1FunctionCalls, type Answer } from './v1-function-call.js';

const license = 'vv_secret-key';
let answer: Answer | undefined;
let keys: Keys;
let api: ReturnType<typeof v1FunctionCalls>;
beforeEach(() => {
  answer = (text) => Promise.resolve(`You said: ${text}`);
  const licences = new MemoryLicences([{ key: license, origins: ['https://shop.example'] }]);
  keys = new Keys({ licences, tokens: new MemoryTokens() });
  api = v1FunctionCalls({
    keys,
    trustProxy: false,
    answer: () => answer,
  });
});

const ask = async (body: unknown, headers: Record<string, string> = {}) => {
  const init = { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers };
  const incoming = { headers: { host: 'face.example' }, socket: {} };
  const response = await api.request('/api/realtime_function_call', init, { incoming });
  return { status: response.status, text: await response.text(), headers: response.headers };
};

describe('S-15: a function call of the older dialect', () => {
  it('is answered in plain text', async () => {
    const { status, text, headers } = await ask({ userInput: ' When do you open? ', license, chatId: 7 });
    expect([status, text]).toEqual([200, 'You said: When do you open?']);
    expect(headers.get('content-type')).toContain('text/plain');
    expect((await ask({ userInput: 'x' }, { license })).status).toBe(200);
  });

  it.each([
    ['no key', { userInput: 'x' }, {}, 401],
    ['a wrong key', { userInput: 'x', license: 'no' }, {}, 401],
    ['another page', { userInput: 'x', license }, { origin: 'https://elsewhere.example' }, 403],
    ['nothing said', { license }, {}, 400],
    ['no JSON', '{', {}, 400],
    ['too much', { userInput: 'x'.repeat(70_000), license }, {}, 413],
  ])('is refused with %s, and no text that the client would have the face say', async (_why, body, headers, status) => {
    const answer = await ask(body, headers);
    expect([answer.status, answer.text]).toEqual([status, '{"success":false}']);
    expect(answer.headers.get('visavis-error')).toMatch(/\w/);
  });

  it('may have null for what the client leaves out', async () => {
    for (const body of [{ chatId: null }, { chatId: null, license: null, more: null }, { chatId: { id: 7 } }])
      expect((await ask({ userInput: 'x', license, ...body }, { license })).status).toBe(200);
    expect((await ask({ userInput: null, license })).status).toBe(400);
  });

  it('R-14: uses up a token that is for one use, once it is answered', async () => {
    const { token } = await keys.issue(licenceId(license), tokenRequest.parse({ single_use: true }));
    const brain = answer;
    answer = undefined;
    expect((await ask({ userInput: 'x', license: token })).status).toBe(503);
    answer = brain;
    expect((await ask({ userInput: 'x', license: token })).status).toBe(200);
    expect((await ask({ userInput: 'x', license: token })).status).toBe(401);
    expect(await keys.authorise(token, {})).toMatchObject({ granted: false, why: 'auth.token_spent' });
  });

  it('waits for no brain that is loading, busy or broken', async () => {
    answer = undefined;
    expect((await ask({ userInput: 'x', license })).status).toBe(503);
    answer = () => Promise.reject(new Error('no model'));
    expect(await ask({ userInput: 'x', license })).toMatchObject({ status: 502, text: '{"success":false}' });
    let release: (text: string) => void = () => undefined;
    const held = new Promise<string>((resolve) => (release = resolve));
    answer = () => held;
    const busy = [1, 2, 3, 4].map(() => ask({ userInput: 'x', license }));
    await new Promise(setImmediate);
    expect((await ask({ userInput: 'x', license })).status).toBe(503);
    release('at last');
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await ask({ userInput: 'x', license })).text).toBe('at last');
  });

  it('may come from a page of another origin', async () => {
    const response = await api.request('/api/realtime_function_call', {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });
});
