import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { admit, type Wish } from './admission.js';
import { tokenRequest } from '@visavis/protocol/rest';
import { licenseId } from '../keys/own-license.js';
import { Keys } from '../keys/keys.js';
import { Avatars } from '../avatars/avatars.js';
import { Capacity } from './capacity.js';
import { WaitingRoom } from './waiting-room.js';

const license = 'vv_the-key';
const keys = new Keys({ licenses: [{ key: license, origins: ['https://shop.example'] }] });
const room = (total = 10, perLicense?: number) => {
  const capacity = new Capacity({ total, ofLicense: () => perLicense });
  return {
    keys,
    avatars: new Avatars(),
    capacity,
    waitingRoom: new WaitingRoom({ capacity, limit: 5, clock: new FakeClock() }),
  };
};
const token = (wish: object) => keys.issue(licenseId(license), tokenRequest.parse(wish)).token;
const refusal = (wish: Wish, options = room()) => {
  const admission = admit(wish, options);
  return admission.granted ? 'granted' : admission.ending;
};

describe('admission', () => {
  it('lets a good key in, to the avatar it asks for, and gives the place back', () => {
    const options = room(1);
    const admission = admit({ license, name: 'navtalk.Lily' }, options);
    expect(admission).toMatchObject({ granted: true, avatar: { name: 'Iris' } });
    if (admission.granted) admission.release();
    expect(options.capacity.used).toBe(0);
  });

  it.each([[{}], [{ license: '' }], [{ license: 'sk_wrong' }], [{ license: 'sk_wrong', name: 'Nobody' }]])(
    'refuses %j for its key, and says nothing else',
    (wish) => {
      expect(refusal(wish)).toEqual({
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

  it('names an avatar that is not there', () => {
    expect(refusal({ license, avatarId: 'gone', name: 'Iris' })).toMatchObject({
      code: 1008,
      reason: 'Avatar not found',
    });
  });

  it('tells a full server from a licence used up', () => {
    expect(refusal({ license }, room(0))).toMatchObject({
      event: { failure: 'gpu_full', retryAfterS: 10 },
      code: 1013,
    });
    expect(refusal({ license }, room(5, 0))).toMatchObject({
      event: { failure: 'connection_limit_exceeded', limit: 0, retryAfterS: 10 },
      code: 1008,
    });
  });

  it('takes a token for the avatar it was made for, named or not', () => {
    const license = token({ avatarId: 'iris' });
    expect(refusal({ license })).toBe('granted');
    expect(refusal({ license, name: 'navtalk.Lily' })).toBe('granted');
    expect(refusal({ license: token({ avatarId: 'other' }), name: 'Iris' })).toMatchObject({
      event: { message: 'The token is for another avatar', status: 401 },
    });
  });

  it('spends a token for one session only once there is room for it', () => {
    const license = token({ single_use: true });
    expect(refusal({ license }, room(0))).toMatchObject({ event: { failure: 'gpu_full' } });
    expect(refusal({ license })).toBe('granted');
    const full = room();
    expect(refusal({ license }, full)).toMatchObject({ event: { message: 'The token was used before' } });
    expect(full.capacity.used).toBe(0);
  });

  it('takes up who was only short of room once there is some, and a spent token not even then', () => {
    const options = room(0);
    const license = token({ single_use: true });
    const place = { granted: true, release: () => void released++ } as const;
    let released = 0;
    const [first, second] = [admit({ license }, options), admit({ license }, options)];
    expect(!first.granted && first.guest?.take(place)).toMatchObject({ granted: true });
    expect(!second.granted && second.guest?.take(place)).toMatchObject({
      ending: { event: { message: 'The token was used before' } },
    });
    expect(released).toBe(1);
  });

  it('refuses a page that may not use the licence', () => {
    expect(refusal({ license, origin: 'https://evil.example' })).toMatchObject({
      event: { message: 'The license may not be used from this page' },
      reason: 'Invalid license',
    });
  });
});
