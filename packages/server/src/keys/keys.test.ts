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

  it('expire', async () => {
    const keys = keysFor();
    const token = await issue(keys, { expires_in_s: 10 });
    nowMs += 9_999;
    expect(await ask(keys, token)).toBe('token');
    nowMs += 1;
    expect(await ask(keys, token)).toBe('auth.token_expired');
  });

  it('are spent by one session when they are for one', async () => {
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

  it('keep to the listed origins, our own page, and programs that are no pages', async () => {
    const keys = keysFor([SHOP]);
    expect(await ask(keys, license, { origin: SHOP })).toBe('license');
    expect(await ask(keys, license, { origin: 'http://face.example:8080', host: 'face.example:8080' })).toBe('license');
    expect(await ask(keys, license)).toBe('license');
    expect(await ask(keys, license, { origin: 'https://evil.example', host: 'face.example' })).toBe('auth.wrong_page');
    expect(await ask(keys, license, { origin: 'null', host: 'face.example' })).toBe('auth.wrong_page');
    expect(await ask(keys, 'vv_wrong', { origin: 'https://evil.example' })).toBe('auth.invalid_license');
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
  ])('is refused when it is %j', (request) => {
    expect(tokenRequest.safeParse(request).success).toBe(false);
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
    expect(await ask(keys, license, { origin: 'https://any.example', host: 'face.example' })).toBe('auth.wrong_page');
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
