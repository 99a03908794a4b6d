import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Avatars, IRIS, readAvatars } from './avatars.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-avatars-'));
  path = join(folder, 'avatars.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('the file of avatars', () => {
  it('gives each what a session begins with', async () => {
    const anna = { id: 'anna', name: 'Anna', prompt: 'Be kind.', voice: 'rms', firstMessage: 'Welcome!' };
    await writeFile(path, JSON.stringify([anna]));
    expect(await readAvatars(path)).toEqual([anna]);
  });

  it.each([
    ['is no JSON', '[{', /is not JSON/],
    ['is no list', '{}', /the list/],
    ['names one twice', '[{"id":"a","name":"Anna"},{"id":"b","name":"ANNA"}]', /1: "anna" is taken/],
    ['has a field nobody knows', '[{"id":"a","name":"Anna","promt":"x"}]', /0: .*promt/],
    ['lacks a name', '[{"id":"a"}]', /0\.name/],
  ])('that %s stops the start with one line', async (_what, text, line) => {
    await writeFile(path, text);
    const error = await readAvatars(path).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'config.invalid', message: expect.stringMatching(line) as string });
    expect((error as Error).message).not.toContain('\n');
  });

  it('that is missing does so too', async () => {
    await expect(readAvatars(path)).rejects.toMatchObject({ code: 'config.invalid' });
  });
});

describe('the avatar asked for', () => {
  it.each([
    ['nobody in particular', {}],
    ['its own name', { name: 'Iris' }],
    ['its id', { avatarId: 'iris' }],
    ['a preset of existing samples', { name: 'navtalk.Lily' }],
    ['a preset in other letters', { name: 'NAVTALK.lily' }],
    ['the plain preset of one SDK', { name: 'Brain' }],
    ['an older preset', { name: 'girl2' }],
  ])('is found by %s', (_how, wanted) => {
    expect(new Avatars().find(wanted)).toBe(IRIS);
  });

  it('is not found under an unknown name, nor under an unknown id with a good name', () => {
    expect(new Avatars().find({ name: 'Nobody' })).toBeUndefined();
    expect(new Avatars().find({ avatarId: 'a1b2', name: 'Iris' })).toBeUndefined();
  });
});

describe('the operator’s own avatars', () => {
  const anna = { id: 'anna', name: 'Lily', prompt: 'Be kind.' };

  it('are found beside Iris, also under a preset’s name', () => {
    const avatars = new Avatars([anna]);
    expect([avatars.find({ name: 'lily' }), avatars.find({ avatarId: 'anna' })]).toEqual([anna, anna]);
    expect(avatars.find({ name: 'navtalk.Lily' })).toBe(IRIS);
    expect(avatars.all).toEqual([IRIS, anna]);
  });

  it('may take her place', () => {
    const own = { id: 'iris', name: 'Vera' };
    const avatars = new Avatars([anna, own]);
    expect([avatars.find({}), avatars.find({ name: 'girl2' }), avatars.find({ name: 'Iris' })]).toEqual([
      own,
      own,
      own,
    ]);
  });
});
