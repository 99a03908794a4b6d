import { tokenRequest } from '@visavis/protocol/rest';
import { describe, expect, it } from 'vitest';
import { Keys, type Caller } from './keys.js';

const license = 'vv_the-licence';
const SHOP = 'https://shop.example';
let nowMs = 1_700_000_000_000;
const keysFor = (origins?: string[]) => new Keys({ license, origins, nowMs: () => nowMs });
const ask = (keys: Keys, key: string, caller: Caller = {}) => {
  const found = keys.authorise(key, caller);
  return found.granted ? found.by : found.why;
};
const issue = (keys: Keys, wish: object = {}) => keys.issue(tokenRequest.parse(wish)).token;

describe('keys', () => {
  it('open by the licence and by a token of it, and by nothing else', () => {
    const keys = keysFor();
    expect(ask(keys, license)).toBe('license');
    const token = issue(keys);
    expect(token).toMatch(/^vvt_[\w-]+\.[\w-]+$/);
    expect(ask(keys, token)).toBe('token');
    for (const wrong of ['', 'vv_other', 'vvt_', 'vvt_e30.', 'vvt_e30.AAAA', `${token}A`, token.slice(0, -2)])
      expect(ask(keys, wrong)).toBe('unknown');
  });

  it('never hold what was changed after it was signed', () => {
    const keys = keysFor();
    const [payload = '', signature = ''] = issue(keys).slice(4).split('.');
    const longer = Buffer.from(payload, 'base64url')
      .toString()
      .replace(/"expiresAtMs":\d+/, '"expiresAtMs":9e15');
    expect(ask(keys, `vvt_${Buffer.from(longer).toString('base64url')}.${signature}`)).toBe('unknown');
  });

  it('expire', () => {
    const keys = keysFor();
    const token = issue(keys, { expires_in_s: 10 });
    nowMs += 9_999;
    expect(ask(keys, token)).toBe('token');
    nowMs += 1;
    expect(ask(keys, token)).toBe('expired');
  });

  it('are spent by one session when they are for one', () => {
    const keys = keysFor();
    const token = issue(keys, { single_use: true });
    const [first, second] = [keys.authorise(token, {}), keys.authorise(token, {})];
    expect(first.granted && first.spend()).toBe(true);
    expect(second.granted && second.spend()).toBe(false);
    expect(ask(keys, token)).toBe('spent');
  });

  it('are taken by every server of the same licence, and end with it', () => {
    const token = issue(keysFor(), { avatarId: 'iris' });
    expect(keysFor().authorise(token, {})).toMatchObject({ granted: true, avatarId: 'iris' });
    expect(ask(new Keys({ license: 'vv_a-new-one', nowMs: () => nowMs }), token)).toBe('unknown');
  });

  it('work only on the page they were made for', () => {
    const keys = keysFor();
    const token = issue(keys, { origin: SHOP });
    expect(ask(keys, token, { origin: SHOP })).toBe('token');
    expect(ask(keys, token, { origin: 'https://evil.example' })).toBe('origin');
    expect(ask(keys, token)).toBe('origin');
  });

  it('keep to the listed origins, our own page, and programs that are no pages', () => {
    const keys = keysFor([SHOP]);
    expect(ask(keys, license, { origin: SHOP })).toBe('license');
    expect(ask(keys, license, { origin: 'http://face.example:8080', host: 'face.example:8080' })).toBe('license');
    expect(ask(keys, license)).toBe('license');
    expect(ask(keys, license, { origin: 'https://evil.example', host: 'face.example' })).toBe('origin');
    expect(ask(keys, license, { origin: 'null', host: 'face.example' })).toBe('origin');
    expect(ask(keys, 'vv_wrong', { origin: 'https://evil.example' })).toBe('unknown');
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
