import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { avatarsContract } from '../contracts/index.js';
import { FaceFiles } from './face-files.js';
import { FileAvatars } from './file-avatars.js';

const ANNA = { id: 'anna', name: 'Anna', face: 'anna' };

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-added-'));
  path = join(folder, 'avatars');
});
afterEach(() => rm(folder, { recursive: true }));

describe('added avatars in files', () => {
  let opened = 0;
  const open = (listed: readonly { id: string; name: string }[] = []) => FileAvatars.open({ path, listed });
  it.each([...avatarsContract((listed) => FileAvatars.open({ path: join(folder, String(opened++)), listed }))])(
    '$title',
    ({ run }) => run(),
  );

  it('outlive the process, as they were last', async () => {
    const first = await open();
    await Promise.all([first.add(ANNA), first.add({ id: 'b', name: 'Bea' }), first.add({ id: 'c', name: 'Cora' })]);
    await Promise.all([first.replace({ ...ANNA, name: 'Anne' }), first.remove('b')]);
    expect(await (await open()).list()).toEqual([
      { ...ANNA, name: 'Anne' },
      { id: 'c', name: 'Cora' },
    ]);
    expect((await readdir(path)).sort()).toEqual(['anna.json', 'c.json']);
  });

  it('stop the start with one line where a file is damaged, or a name is in the operator’s list as well', async () => {
    await (await open()).add(ANNA);
    await expect(open([{ id: 'x', name: 'ANNA' }])).rejects.toMatchObject({ code: 'config.invalid' });
    await writeFile(join(path, 'broken.json'), '{"id":"broken"');
    await expect(open()).rejects.toMatchObject({ code: 'config.invalid' });
  });

  it('that cannot be written are not there either', async () => {
    const avatars = await open();
    await avatars.add(ANNA);
    // A file in the folder's place: root cannot write there either.
    await rm(path, { recursive: true });
    await writeFile(path, 'no folder');
    await expect(avatars.add({ id: 'b', name: 'Bea' })).rejects.toThrow();
    await expect(avatars.replace({ ...ANNA, name: 'Anne' })).rejects.toThrow();
    await expect(avatars.remove('anna')).rejects.toThrow();
    expect(await avatars.list()).toEqual([ANNA]);
  });
});

it('faces are kept whole in files, found by their id, and removed', async () => {
  const files = new FaceFiles(join(folder, 'faces'));
  expect(await files.find('anna')).toBeUndefined();
  await files.keep('anna', Uint8Array.of(1, 2));
  expect(await files.find('anna')).toBe(join(folder, 'faces', 'anna.face'));
  await files.retire('anna');
  await files.retire('unknown');
  expect([await files.retired(), await files.find('anna')]).toEqual([['anna'], join(folder, 'faces', 'anna.face')]);
  await files.remove('anna');
  await files.remove('anna');
  expect(await files.retired()).toEqual([]);
  expect(await files.find('anna')).toBeUndefined();
  await writeFile(path, 'no folder');
  await expect(new FaceFiles(path).keep('anna', Uint8Array.of(1))).rejects.toMatchObject({ code: 'config.invalid' });
});
