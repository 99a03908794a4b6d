import type { Logger } from '@visavis/core';
import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { tokenRequest } from '@visavis/protocol/rest';
import { licenceId, MemoryAvatars, MemoryLicences, MemoryPlaces, MemoryTokens } from '@visavis/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { AvatarDirectory } from '../avatars/avatar-directory.js';
import { Keys } from '../keys/keys.js';
import type { EntryRequest } from './entry-request.js';
import { Reception } from './reception.js';

const license = 'vv_the-key';
let tokens: MemoryTokens;
let keys: Keys;
let errors: string[];
beforeEach(() => {
  tokens = new MemoryTokens();
  const licences = new MemoryLicences([{ key: license, origins: ['https://shop.example'] }]);
  keys = new Keys({ licences, tokens });
  errors = [];
});

const house = (total = 10, perLicence?: number) => {
  const places = new MemoryPlaces({ total, line: 5 });
  const logger: Logger = { ...silentLogger, error: (message) => void errors.push(message) };
  const reception = new Reception({
    keys,
    avatars: new AvatarDirectory(new MemoryAvatars()),
    places,
    maxSessionsPerLicence: perLicence,
    clock: new FakeClock(),
    logger,
  });
  return { places, reception };
};
let sessions = 0;
const enter = (
  request: EntryRequest,
  { reception }: ReturnType<typeof house>,
  { waits = false, signal = NEVER } = {},
) => reception.enter(`session-${sessions++}`, request, { waits, queued: () => undefined, signal });
const NEVER = new AbortController().signal;
const token = async (request: object) => (await keys.issue(licenceId(license), tokenRequest.parse(request))).token;
const refusal = async (request: EntryRequest, at = house()) => {
  const admission = await enter(request, at);
  return admission.granted ? 'granted' : admission.ending;
};

describe('admission', () => {
  it('admits a good key to the avatar it asks for, and releases the place once', async () => {
    const at = house(1);
    const admission = await enter({ license, name: 'navtalk.Lily' }, at);
    expect(admission).toMatchObject({ granted: true, licenceId: licenceId(license), avatar: { name: 'Iris' } });
    expect(at.reception.counts).toEqual({ inside: 1, waiting: 0 });
    if (admission.granted) for (const _ of [1, 2]) await admission.release();
    expect(at.reception.counts.inside).toBe(0);
    expect([await refusal({ license }, at), (await enter({ license }, at)).granted]).toEqual(['granted', false]);
  });

  it.each([[{}], [{ license: '' }], [{ license: 'sk_wrong' }], [{ license: 'sk_wrong', name: 'Unknown' }]])(
    'refuses %j for its key, and says nothing else',
    async (request) => {
      expect(await refusal(request)).toEqual({
        event: {
          type: 'failed',
          failure: 'fail',
          message: 'Invalid license',
          error: 'auth.invalid_license',
          status: 401,
        },
        code: 1008,
        reason: 'Invalid license',
      });
    },
  );

  it('names an avatar that is not there', async () => {
    expect(await refusal({ license, avatarId: 'gone', name: 'Iris' })).toMatchObject({
      code: 1008,
      reason: 'Avatar not found',
    });
  });

  it('distinguishes a full server from a licence used up', async () => {
    expect(await refusal({ license }, house(0))).toMatchObject({
      event: { failure: 'gpu_full', retryAfterS: 10 },
      code: 1013,
    });
    expect(await refusal({ license }, house(5, 0))).toMatchObject({
      event: { failure: 'connection_limit_exceeded', limit: 0, retryAfterS: 10 },
      code: 1008,
    });
  });

  it('accepts a token for the avatar it was issued for, named or not', async () => {
    const license = await token({ avatarId: 'iris' });
    expect(await refusal({ license })).toBe('granted');
    expect(await refusal({ license, name: 'navtalk.Lily' })).toBe('granted');
    expect(await refusal({ license: await token({ avatarId: 'other' }), name: 'Iris' })).toMatchObject({
      event: { message: 'The token is for another avatar', status: 401 },
    });
  });

  it('spends a token for one session only once there is room for it', async () => {
    const license = await token({ single_use: true });
    expect(await refusal({ license }, house(0))).toMatchObject({ event: { failure: 'gpu_full' } });
    expect(await refusal({ license })).toBe('granted');
    expect(await refusal({ license })).toMatchObject({ event: { message: 'The token was used before' } });
  });

  it('admits one of two clients that wait with one token', async () => {
    const at = house(1);
    const inside = await enter({ license }, at);
    const single = await token({ single_use: true });
    const waiting = [1, 2].map(() => enter({ license: single }, at, { waits: true }));
    await new Promise(setImmediate);
    expect(at.reception.counts).toEqual({ inside: 1, waiting: 2 });
    if (inside.granted) await inside.release();
    const first = await waiting[0];
    expect(first?.granted).toBe(true);
    if (first?.granted) await first.release();
    expect(await waiting[1]).toMatchObject({ ending: { event: { message: 'The token was used before' } } });
    expect([at.reception.counts, await refusal({ license }, at)]).toEqual([{ inside: 0, waiting: 0 }, 'granted']);
  });

  it('keeps no place, and spends no token, for a client that has gone', async () => {
    const at = house(1);
    const license = await token({ single_use: true });
    expect((await enter({ license }, at, { signal: AbortSignal.abort() })).granted).toBe(false);
    expect(await refusal({ license }, at)).toBe('granted');
  });

  it('keeps no place for a token that cannot be recorded as spent, which is good once it can', async () => {
    const at = house(1);
    const license = await token({ single_use: true });
    const spend = tokens.spend.bind(tokens);
    tokens.spend = () => Promise.reject(new Error('disk full'));
    await expect(enter({ license }, at)).rejects.toThrow('disk full');
    tokens.spend = spend;
    expect(await refusal({ license }, at)).toBe('granted');
  });

  it('logs a place that cannot be released', async () => {
    const at = house();
    const admission = await enter({ license }, at);
    at.places.release = () => Promise.reject(new Error('no store'));
    if (admission.granted) await admission.release();
    expect(errors).toEqual(['place not released']);
  });

  it('refuses a page that may not use the licence', async () => {
    expect(await refusal({ license, origin: 'https://evil.example' })).toMatchObject({
      event: { message: 'The license may not be used from this page' },
      reason: 'Invalid license',
    });
  });
});
