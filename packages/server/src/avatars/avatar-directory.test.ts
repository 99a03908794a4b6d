import { MemoryAvatars } from '@visavis/store';
import { describe, expect, it } from 'vitest';
import { AvatarDirectory, IRIS } from './avatar-directory.js';

const directory = (...own: { id: string; name: string; prompt?: string }[]) =>
  new AvatarDirectory(new MemoryAvatars(own));

describe('S-11: the avatar asked for', () => {
  it.each([
    ['neither id nor name', {}],
    ['its own name', { name: 'Iris' }],
    ['its id', { avatarId: 'iris' }],
    ['a preset of existing samples', { name: 'navtalk.Lily' }],
    ['a preset in other letters', { name: 'NAVTALK.lily' }],
    ['the plain preset of one SDK', { name: 'Brain' }],
    ['an older preset', { name: 'girl2' }],
  ])('is found by %s', async (_how, wanted) => {
    expect(await directory().find(wanted)).toBe(IRIS);
  });

  it('is not found under an unknown name, nor under an unknown id with a good name', async () => {
    expect(await directory().find({ name: 'Unknown' })).toBeUndefined();
    expect(await directory().find({ avatarId: 'a1b2', name: 'Iris' })).toBeUndefined();
  });
});

describe('the operator’s own avatars', () => {
  const anna = { id: 'anna', name: 'Lily', prompt: 'Be kind.' };

  it('are found beside Iris, also under a preset’s name', async () => {
    const avatars = directory(anna);
    expect([await avatars.find({ name: 'lily' }), await avatars.find({ avatarId: 'anna' })]).toEqual([anna, anna]);
    expect(await avatars.find({ name: 'navtalk.Lily' })).toBe(IRIS);
    expect(await avatars.all()).toEqual([IRIS, anna]);
  });

  it('may take her place', async () => {
    const own = { id: 'iris', name: 'Vera' };
    const avatars = directory(anna, own);
    for (const wanted of [{}, { name: 'girl2' }, { name: 'Iris' }]) expect(await avatars.find(wanted)).toEqual(own);
    expect(await avatars.all()).toEqual([own, anna]);
  });

  it('are found under her name, and leave her the standard one', async () => {
    const namesake = { id: 'another', name: 'Iris' };
    const avatars = directory(namesake);
    expect([await avatars.find({ name: 'iris' }), await avatars.find({})]).toEqual([namesake, IRIS]);
    expect(await avatars.all()).toEqual([IRIS, namesake]);
  });
});
