import { createHmac } from 'node:crypto';
import { tokenRequest } from '@visavis/protocol/rest';
import { licenceId, MemoryLicences, MemoryTokens, type LicenceEntry } from '@visavis/store';
import { describe, expect, it } from 'vitest';
import { Keys, type RequestOrigin } from './keys.js';

const license = 'vv_the-licence';
const SHOP = 'https://shop.example';
let nowMs = 1_700_000_000_000;
const keysOf = (...entries: LicenceEntry[]) =>
  new Keys({ licences: new MemoryLicences(entries), tokens: new MemoryTokens(), nowMs: () => nowMs });
const keysFor = (origins?: string[]) => keysOf({ key: license, origins });
const ask = async (keys: Keys, key: string, from: RequestOrigin = {}) => {
  const found = await keys.authorise(key, from);
  return found.granted ? found.by : found.why;
};
const issue = async (keys: Keys, request: object = {}, key = license) =>
  (await keys.issue(licenceId(key), tokenRequest.parse(request))).token;

describe('keys', () => {
  it('open by the licence and by a token of it, and by nothing else', async () => {
    const keys = keysFor();
    expect(await ask(keys, license)).toBe('license');
    const token = await issue(keys);
    expect(token).toMatch(/^vvt_[0-9a-f]{12}\.[\w-]+\.[\w-]+$/);
    expect(await ask(keys, token)).toBe('token');
    for (const wrong of ['', 'vv_other', 'vvt_', 'vvt_e30.', 'vvt_e30.AAAA', `${token}A`, token.slice(0, -2)])
      expect(await ask(keys, wrong)).toBe('auth.invalid_license');
  });

  it('R-12: have one form', async () => {
    const keys = keysFor();
    const token = await issue(keys);
    const [head = '', payload = '', signature = ''] = token.split('.');
    // The last letter of 32 bytes in base64url has two bits that decoders pass over.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const sameBytes = signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.at(-1)!) ^ 1];
    expect(Buffer.from(sameBytes, 'base64url')).toEqual(Buffer.from(signature, 'base64url'));
    const others = [
      ...['=', '==', '.', '.x', '.x.y', ' ', '\n', '\u0000', '%3D'].map((end) => token + end),
      `${head}.${payload}.${sameBytes}`,
      `${head}.${payload}=.${signature}`,
      `${head}.${payload}.=${signature}`,
      `${head}.${payload}. ${signature}`,
      `${head}..${payload}.${signature}`,
      token.toUpperCase(),
      token.replace('vvt_', 'VVT_'),
    ];
    for (const other of others) expect(await ask(keys, other), JSON.stringify(other)).toBe('auth.invalid_license');
    expect(await ask(keys, token)).toBe('token');
  });

  it('never hold what was changed after it was signed', async () => {
    const keys = keysFor();
    const [id = '', payload = '', signature = ''] = (await issue(keys)).split('.');
    const longer = Buffer.from(payload, 'base64url')
      .toString()
      .replace(/"expiresAtMs":\d+/, '"expiresAtMs":9e15');
    expect(await ask(keys, `${id}.${Buffer.from(longer).toString('base64url')}.${signature}`)).toBe(
      'auth.invalid_license',
    );
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['nothing', 'null'],
    ['an id that leads elsewhere', { id: '../../../../tmp/x' }],
    ['an id of 16 characters that leads elsewhere', { id: '../../../../../x' }],
    ['an id with a zero byte', { id: 'x\u0000/aaaaaaaaaaaaa' }],
    ['no id', { id: undefined }],
    ['an id that is a number', { id: 1234567890123456 }],
    ['no end', { expiresAtMs: undefined }],
    ['an end in a word', { expiresAtMs: '../../x' }],
    ['an end without an end', { expiresAtMs: 1e300 }],
    ['a life of years', { expiresAtMs: 2_000_000_000_000 }],
    ['a life of two days', { expiresAtMs: 1_700_172_800_001 }],
    ['a use that is neither one nor many', { singleUse: 'yes' }],
    ['a member that no token has', { admin: true }],
  ])(
    'Scenario S13, Scenario S14: are none that no server would sign, however they are signed: with %s',
    async (_what, changed) => {
      nowMs = 1_700_000_000_000;
      const { tokenKey } = (await new MemoryLicences([{ key: license }]).byId(licenceId(license)))!;
      const grant = { id: 'AAAAAAAAAAAAAAAA', expiresAtMs: nowMs + 600_000, singleUse: true };
      const sign = (text: string): string => {
        const body = `vvt_${licenceId(license)}.${Buffer.from(text).toString('base64url')}`;
        return `${body}.${createHmac('sha256', tokenKey).update(body.split('.')[1]!).digest('base64url')}`;
      };
      const keys = keysFor();
      expect(await ask(keys, sign(JSON.stringify(grant)))).toBe('token');
      const text = typeof changed === 'string' ? changed : JSON.stringify({ ...grant, ...changed });
      expect(await ask(keys, sign(text))).toBe('auth.invalid_license');
    },
  );

  it('expire', async () => {
    const keys = keysFor();
    const token = await issue(keys, { expires_in_s: 10 });
    nowMs += 9_999;
    expect(await ask(keys, token)).toBe('token');
    nowMs += 1;
    expect(await ask(keys, token)).toBe('auth.token_expired');
  });

  it.each([60_000, -60_000])('Scenario F9: stay good while the clock is %i ms off', async (jumpMs) => {
    const keys = keysFor();
    const token = await issue(keys, { expires_in_s: 120 });
    nowMs += jumpMs;
    expect(await ask(keys, token)).toBe('token');
    nowMs -= jumpMs;
    expect(await ask(keys, token)).toBe('token');
  });

  it('Scenario S14: are spent by one session when they are for one', async () => {
    const keys = keysFor();
    const token = await issue(keys, { single_use: true });
    const [first, second] = [await keys.authorise(token, {}), await keys.authorise(token, {})];
    expect(first.granted && (await first.spend())).toBe(true);
    expect(second.granted && (await second.spend())).toBe(false);
    expect(await ask(keys, token)).toBe('auth.token_spent');
  });

  it('are taken by every server of the same licence, and end with it', async () => {
    const token = await issue(keysFor(), { avatarId: 'iris' });
    expect(await keysFor().authorise(token, {})).toMatchObject({ granted: true, avatarId: 'iris' });
    expect(await ask(keysOf({ key: 'vv_a-new-one' }), token)).toBe('auth.invalid_license');
  });

  it('work only on the page they were issued for', async () => {
    const keys = keysFor();
    const token = await issue(keys, { origin: SHOP });
    expect(await ask(keys, token, { origin: SHOP })).toBe('token');
    expect(await ask(keys, token, { origin: 'https://evil.example' })).toBe('auth.wrong_page');
    expect(await ask(keys, token)).toBe('auth.wrong_page');
  });

  it('R-23: are not good again after the clock was ahead', async () => {
    const keys = keysFor();
    const [token, other] = [await issue(keys, { single_use: true }), await issue(keys, { single_use: true })];
    const spend = async (key: string) => {
      const found = await keys.authorise(key, {});
      return found.granted && (await found.spend());
    };
    expect(await spend(token)).toBe(true);
    const truth = nowMs;
    nowMs += 86_400_000;
    const ahead = await issue(keys, { single_use: true });
    expect(await spend(ahead)).toBe(true);
    nowMs = truth;
    expect(await ask(keys, token)).toBe('auth.token_spent');
    expect([await spend(token), await spend(other)]).toEqual([false, true]);
  });

  it('keep to the listed origins, and programs that are no pages', async () => {
    const keys = keysFor([SHOP]);
    expect(await ask(keys, license, { origin: SHOP })).toBe('license');
    expect(await ask(keys, license)).toBe('license');
    for (const origin of ['https://evil.example', 'http://shop.example', `${SHOP}:8443`, 'null', ''])
      expect(await ask(keys, license, { origin, ownOrigin: 'https://face.example' }), origin).toBe('auth.wrong_page');
    expect(await ask(keys, 'vv_wrong', { origin: 'https://evil.example' })).toBe('auth.invalid_license');
  });

  it.each([
    ['http://localhost:8080', 'http://localhost:8080', 'license'],
    ['http://[::1]:8080', 'http://[::1]:8080', 'license'],
    ['https://192.0.2.1', 'https://192.0.2.1', 'license'],
    ['http://evil.example:8080', 'http://evil.example:8080', 'auth.wrong_page'],
    ['http://localhost.evil.example', 'http://localhost.evil.example', 'auth.wrong_page'],
    ['http://localhost:9999', 'http://localhost:8080', 'auth.wrong_page'],
    ['https://localhost:8080', 'http://localhost:8080', 'auth.wrong_page'],
    ['http://192.0.2.1', 'https://192.0.2.1', 'auth.wrong_page'],
    ['http://1.2.3.4.5', 'http://1.2.3.4.5', 'auth.wrong_page'],
  ])('R-20: on a page at %s, asked for at %s: %s', async (origin, address, outcome) => {
    const licences = new MemoryLicences([{ key: license }]);
    const keys = new Keys({ licences, tokens: new MemoryTokens(), origins: [SHOP], ownHosts: ['192.0.2.1'] });
    expect(await ask(keys, license, { origin, ownOrigin: address })).toBe(outcome);
  });
});

describe('the request for a token', () => {
  it.each([
    { expires_in_s: 9 },
    { expires_in_s: 7201 },
    { expires_in_s: 1.5 },
    { expires_in_s: '60' },
    { origin: 'shop.example' },
    { origin: 'https://shop.example/page' },
    { avatarId: '' },
    { single_use: 1 },
    { single_use: 'true' },
  ])('is refused when it is %j', (request) => {
    expect(tokenRequest.safeParse(request).success).toBe(false);
  });

  it.each(['singleUse', 'avatar_id', 'expires_in', 'Origin', 'origins', 'constructor', '__proto__'])(
    'R-12: is refused with a member that is not known, and names it: %s',
    (name) => {
      const read = tokenRequest.safeParse(JSON.parse(`{"expires_in_s":60,"${name}":true}`));
      expect(read.success).toBe(false);
      expect(read.error?.issues[0]?.message).toContain(name);
    },
  );

  it('may have null for any member that it leaves out', () => {
    const empty = { expires_in_s: null, avatarId: null, origin: null, single_use: null };
    expect(tokenRequest.parse(empty)).toEqual(tokenRequest.parse({}));
  });
});

describe('several licences', () => {
  const guest = 'vv_a-guest';
  const licences = [
    { key: license, origins: [SHOP] },
    { key: guest, name: 'Guest', maxSessions: 2 },
  ];

  it('open side by side, each with its own pages, limit and tokens', async () => {
    const keys = keysOf(...licences);
    const [mine, theirs] = [
      await keys.authorise(license, {}),
      await keys.authorise(guest, { origin: 'https://any.example' }),
    ];
    expect([mine, theirs]).toMatchObject([
      { licenceId: licenceId(license), maxSessions: undefined },
      { licenceId: licenceId(guest), maxSessions: 2 },
    ]);
    expect(await ask(keys, license, { origin: 'https://any.example', ownOrigin: 'https://face.example' })).toBe(
      'auth.wrong_page',
    );
    expect(await keys.authorise(await issue(keys, {}, guest), {})).toMatchObject({
      licenceId: licenceId(guest),
      by: 'token',
    });
  });

  it('end with their tokens when they are taken off the list', async () => {
    const token = await issue(keysOf(...licences), {}, guest);
    const without = keysOf(...licences.slice(0, 1));
    expect([await ask(without, guest), await ask(without, token)]).toEqual([
      'auth.invalid_license',
      'auth.invalid_license',
    ]);
    const forged = token.replace(licenceId(guest), licenceId(license));
    expect(await ask(keysOf(...licences), forged)).toBe('auth.invalid_license');
  });
});
