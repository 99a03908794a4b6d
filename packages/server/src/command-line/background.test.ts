import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCommandLine } from './command-line.js';
import { UsageError } from './usage-error.js';

let data: string;
let printed: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'visavis-backgrounds-'));
  vi.stubEnv('VISAVIS_DATA', data);
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(data, { recursive: true });
});

const background = (...words: string[]) => runCommandLine(['background', ...words]);

it.each([
  [[]],
  [['add']],
  [['list', 'all']],
  [['remove']],
  [['add', 'a.jpg', 'b.jpg']],
  [['add', 'a.jpg', '--name', '../a']],
])('visavis background %j is refused in one line', async (words) => {
  await expect(background(...words)).rejects.toBeInstanceOf(UsageError);
});

it('a background picture is written anew under its name, listed, and removed', { timeout: 60_000 }, async () => {
  const path = join(data, 'Beach.webp');
  const iris = await readFile(new URL('../../../face-maker/src/testing/iris.webp', import.meta.url));
  await writeFile(path, Buffer.concat([iris, Buffer.from('a secret behind the picture')]));
  await background('add', path);
  const kept = await readFile(join(data, 'backgrounds', 'beach.jpg'));
  expect([...kept.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
  expect(kept.includes('secret')).toBe(false);
  await background('list');
  expect(printed).toContain('picture:beach\n');
  await background('remove', 'Beach');
  expect(await readdir(join(data, 'backgrounds'))).toEqual([]);
  await expect(background('remove', 'beach')).rejects.toMatchObject({ code: 'avatar.unknown_background' });
  await writeFile(path, 'no picture');
  await expect(background('add', path)).rejects.toMatchObject({ code: 'face.not_a_picture' });
});
