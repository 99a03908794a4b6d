import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenRequest } from '@visavis/protocol/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { licenseId } from './own-license.js';
import { Keys, type Caller } from './keys.js';
import { readLicenses } from './licenses.js';
import { SpentTokens } from './spent-tokens.js';

const license = 'vv_the-licence';
const SHOP = 'https://shop.example';
let nowMs = 1_700_000_000_000;
const keysFor = (origins?: string[]) => new Keys({ licenses: [{ key: license, origins }], nowMs: () => nowMs });
const ask = (keys: Keys, key: string, caller: Caller = {}) => {
  const found = keys.authorise(key, caller);
  return found.granted ? found.by : found.why;
};
const issue = (keys: Keys, wish: object = {}, key = license) =>
  keys.issue(licenseId(key), tokenRequest.parse(wish)).token;

describe('keys', () => {
  it('open by the licence and by a token of it, and by nothing else', () => {
    const keys = keysFor();
    expect(ask(keys, license)).toBe('license');
    const token = issue(keys);
    expect(token).toMatch(/^vvt_[0-9a-f]{12}\.[\w-]+\.[\w-]+$/);
    expect(ask(keys, token)).toBe('token');
    for (const wrong of ['', 'vv_other', 'vvt_', 'vvt_e30.', 'vvt_e30.AAAA', `${token}A`, token.slice(0, -2)])
      expect(ask(keys, wrong)).toBe('auth.invalid_license');
  });

  it('never hold what was changed after it was signed', () => {
    const keys = keysFor();
    const [id = '', payload = '', signature = ''] = issue(keys).split('.');
    const longer = Buffer.from(payload, 'base64url')
      .toString()
      .replace(/"expiresAtMs":\d+/, '"expiresAtMs":9e15');
    expect(ask(keys, `${id}.${Buffer.from(longer).toString('base64url')}.${signature}`)).toBe('auth.invalid_license');
  });

  it('expire', () => {
    const keys = keysFor();
    const token = issue(keys, { expires_in_s: 10 });
    nowMs += 9_999;
    expect(ask(keys, token)).toBe('token');
    nowMs += 1;
    expect(ask(keys, token)).toBe('auth.token_expired');
  });

  it('are spent by one session when they are for one', () => {
    const keys = keysFor();
    const token = issue(keys, { single_use: true });
    const [first, second] = [keys.authorise(token, {}), keys.authorise(token, {})];
    expect(first.granted && first.spend()).toBe(true);
    expect(second.granted && second.spend()).toBe(false);
    expect(ask(keys, token)).toBe('auth.token_spent');
  });

  it('are taken by every server of the same licence, and end with it', () => {
    const token = issue(keysFor(), { avatarId: 'iris' });
    expect(keysFor().authorise(token, {})).toMatchObject({ granted: true, avatarId: 'iris' });
    expect(ask(new Keys({ licenses: [{ key: 'vv_a-new-one' }], nowMs: () => nowMs }), token)).toBe(
      'auth.invalid_license',
    );
  });

  it('work only on the page they were made for', () => {
    const keys = keysFor();
    const token = issue(keys, { origin: SHOP });
    expect(ask(keys, token, { origin: SHOP })).toBe('token');
    expect(ask(keys, token, { origin: 'https://evil.example' })).toBe('auth.wrong_page');
    expect(ask(keys, token)).toBe('auth.wrong_page');
  });

  it('keep to the listed origins, our own page, and programs that are no pages', () => {
    const keys = keysFor([SHOP]);
    expect(ask(keys, license, { origin: SHOP })).toBe('license');
    expect(ask(keys, license, { origin: 'http://face.example:8080', host: 'face.example:8080' })).toBe('license');
    expect(ask(keys, license)).toBe('license');
    expect(ask(keys, license, { origin: 'https://evil.example', host: 'face.example' })).toBe('auth.wrong_page');
    expect(ask(keys, license, { origin: 'null', host: 'face.example' })).toBe('auth.wrong_page');
    expect(ask(keys, 'vv_wrong', { origin: 'https://evil.example' })).toBe('auth.invalid_license');
  });
});

describe('the wish for a token', () => {
  it.each([
    { expires_in_s: 9 },
    { expires_in_s: 7201 },
    { expires_in_s: 1.5 },
    { expires_in_s: '60' },
    { origin: 'shop.example' },
    { origin: 'https://shop.example/page' },
    { avatarId: '' },
    { single_use: 1 },
  ])('is refused when it is %j', (wish) => {
    expect(tokenRequest.safeParse(wish).success).toBe(false);
  });
});

describe('several licences', () => {
  const guest = 'vv_a-guest';
  const licenses = [
    { key: license, origins: [SHOP] },
    { key: guest, name: 'Guest', maxSessions: 2 },
  ];

  it('open side by side, each with its own pages, limit and tokens', () => {
    const keys = new Keys({ licenses });
    const [mine, theirs] = [keys.authorise(license, {}), keys.authorise(guest, { origin: 'https://any.example' })];
    expect([mine, theirs]).toMatchObject([{ licenseId: licenseId(license) }, { licenseId: licenseId(guest) }]);
    expect(ask(keys, license, { origin: 'https://any.example', host: 'face.example' })).toBe('auth.wrong_page');
    expect([keys.maxSessions(licenseId(license)), keys.maxSessions(licenseId(guest))]).toEqual([undefined, 2]);
    expect(keys.authorise(issue(keys, {}, guest), {})).toMatchObject({ licenseId: licenseId(guest), by: 'token' });
  });

  it('end with their tokens when they are taken off the list', () => {
    const token = issue(new Keys({ licenses }), {}, guest);
    const without = new Keys({ licenses: licenses.slice(0, 1) });
    expect([ask(without, guest), ask(without, token)]).toEqual(['auth.invalid_license', 'auth.invalid_license']);
    const forged = token.replace(licenseId(guest), licenseId(license));
    expect(ask(new Keys({ licenses }), forged)).toBe('auth.invalid_license');
  });
});

describe('on disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'visavis-keys-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('a list of licences is read, or refused in one line that says what is wrong', async () => {
    const path = join(folder, 'licenses.json');
    const read = async (text: string) => {
      await writeFile(path, text);
      return readLicenses(path).catch((error: Error) => error.message.replace(path, 'the file'));
    };
    const one = { key: 'vv_a-guest', name: 'Guest', maxSessions: 2, origins: [SHOP] };
    expect(await read(JSON.stringify([one]))).toEqual([one]);
    expect(await read('{')).toMatch(/^VISAVIS_LICENSES: the file: is not JSON/);
    for (const text of ['vv_a-guest', '[{"key":"vv_a-guest" "name":"x"}]', '[{"key":"vv_a-guest"},]'])
      expect(await read(text)).not.toContain('vv_a');
    expect(await read('[{"key":"short"}]')).toContain('0.key: must be 8 to 200 characters');
    expect(await read('[{"key":"vvt_like-a-token"}]')).toContain('0.key: must not begin with vvt_');
    expect(await read('[{"key":"vv_a-guest","limit":1}]')).toContain('0:');
    expect(await read(JSON.stringify([one, one]))).toContain('two have the same key');
    expect(await readLicenses(join(folder, 'none')).catch((error: Error) => error.message)).toContain('cannot be read');
  });

  it('single use outlives a restart, and what has expired is forgotten', async () => {
    const path = join(folder, 'spent-tokens');
    const failures: unknown[] = [];
    const start = (atMs: number) => new SpentTokens({ path, nowMs: atMs, failed: (error) => failures.push(error) });
    const first = start(0);
    expect([first.spend({ id: 'a', expiresAtMs: 100 }, 0), first.spend({ id: 'b', expiresAtMs: 200 }, 0)]).toEqual([
      true,
      true,
    ]);
    const second = start(150);
    expect([second.has('a'), second.has('b'), second.spend({ id: 'b', expiresAtMs: 200 }, 150)]).toEqual([
      false,
      true,
      false,
    ]);
    expect(failures).toEqual([]);
  });

  it('what is written down does not grow without end', async () => {
    const path = join(folder, 'not', 'there', 'yet');
    const spent = new SpentTokens({ path, nowMs: 0, failed: () => expect.unreachable() });
    for (let i = 0; i < 2_500; i++) spent.spend({ id: `t${i}`, expiresAtMs: i + 10 }, i);
    const lines = (await readFile(path, 'utf8')).split('\n');
    expect(lines.length).toBeLessThan(1_100);
    expect(lines.at(-2)).toBe('t2499 2509');
  });

  it('a disk that fails costs no session, and loses nothing that is there', async () => {
    const failures: unknown[] = [];
    const failed = (error: unknown) => failures.push(error);
    const spent = new SpentTokens({ path: folder, nowMs: 0, failed });
    expect(spent.spend({ id: 'a', expiresAtMs: 100 }, 0)).toBe(true);
    expect([spent.has('a'), failures.length]).toEqual([true, 2]);
  });
});
