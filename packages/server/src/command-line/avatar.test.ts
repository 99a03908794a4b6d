import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AvatarRecord } from '@visavis/protocol/rest';
import { openFaceFiles } from '../store.js';
import { runCommandLine } from './command-line.js';
import { UsageError } from './usage-error.js';
import { withStore } from './with-store.js';

const VERA = { id: 'vera', name: 'Vera' };
const ANNA = { id: 'a1', name: 'Anna', face: 'a1' };

let data: string;
let printed: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'visavis-avatars-'));
  vi.stubEnv('VISAVIS_DATA', data);
  vi.stubEnv('VISAVIS_AVATARS', join(data, 'listed.json'));
  await writeFile(join(data, 'listed.json'), '[{"id":"vera","name":"Vera"}]');
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(data, { recursive: true });
});

async function add(...added: readonly AvatarRecord[]): Promise<void> {
  await withStore(async ({ avatars }) => {
    for (const one of added) await avatars.add(one);
  });
}

async function all(): Promise<readonly AvatarRecord[]> {
  let list: readonly AvatarRecord[] = [];
  await withStore(async ({ avatars }) => void (list = await avatars.list()));
  return list;
}

const avatar = (...words: string[]) => runCommandLine(['avatar', ...words]);

describe('visavis avatar', () => {
  it.each([
    [[], 'Name what is done'],
    [['sing'], 'There is no "avatar sing"'],
    [['add'], 'Name the picture'],
    [['remove'], 'Name the avatar'],
    [['list', 'all'], 'There is no "avatar list" of one'],
    [['add', 'me.jpg', 'you.jpg'], '"you.jpg" is one word too many'],
    [['add', 'me.jpg', '--face', 'left'], '--face is the number'],
    [['add', 'me.jpg', '--name', ' '], 'name: '],
    [['add', 'me.jpg', '--shape', 'round'], '--shape is square'],
    [['add', 'me.jpg', '--expression', 'happy'], 'expression: '],
    [['add', 'me.jpg', '--background', 'red'], 'background: must be own, blurred, transparent'],
    [['add', 'me.jpg', '--colour', 'red'], "Unknown option '--colour'"],
    [['--check'], 'There is nothing to check'],
  ])('refuses %j in one line', async (words, why) => {
    const refused = avatar(...words);
    await expect(refused).rejects.toBeInstanceOf(UsageError);
    await expect(refused).rejects.toThrow(new RegExp(`^${why}[^\n]*$`));
  });

  it('refuses a picture that is not there, one that is none, and a name that is taken', async () => {
    await expect(avatar('add', join(data, 'me.jpg'))).rejects.toMatchObject({ code: 'config.invalid' });
    await expect(avatar('add', join(data, 'listed.json'))).rejects.toMatchObject({ code: 'face.not_a_picture' });
    await expect(avatar('add', join(data, 'listed.json'), '--name', 'VERA')).rejects.toMatchObject({
      code: 'avatar.name_taken',
    });
    expect(await all()).toEqual([VERA]);
  });

  it('lists all, the standard one first', async () => {
    await add(ANNA);
    await avatar('list');
    expect(printed).toBe('Iris (iris)\nVera (vera)\nAnna (a1)\n');
  });

  it('removes one that was added, with its face, and no other', async () => {
    const cora = { id: 'a3', name: 'Cora', face: 'shared' };
    await add(ANNA, { id: 'a2', name: 'Bea', face: 'shared' }, cora);
    const faces = openFaceFiles(data);
    for (const id of ['a1', 'shared']) await faces.keep(id, Uint8Array.of(1));
    for (const name of ['ANNA', 'bea']) await avatar('remove', name);
    expect([await faces.find('a1'), await faces.find('shared')]).toEqual([undefined, join(data, 'faces/shared.face')]);
    expect(await all()).toEqual([VERA, cora]);
    await expect(avatar('remove', 'Anna')).rejects.toMatchObject({ code: 'avatar.not_found' });
    await expect(avatar('remove', 'vera')).rejects.toMatchObject({ code: 'avatar.listed' });
  });
});
