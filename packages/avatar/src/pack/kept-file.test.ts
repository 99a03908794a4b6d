import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@visavis/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { keptFile } from './kept-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('a folder keeps no more than it may: what was not used for longest is deleted, and made again', async () => {
  const made: string[] = [];
  const use = async (name: string, secondsAgo: number): Promise<void> => {
    const path = join(folder, name);
    const make = (): Promise<Uint8Array> => {
      made.push(name);
      return Promise.resolve(new Uint8Array(100));
    };
    await keptFile({ path, read: (file) => file, make, logger: silentLogger, maxBytes: 250 });
    const then = new Date(Date.now() - 1000 * secondsAgo);
    await utimes(path, then, then).catch(() => undefined);
  };
  await use('a', 40);
  await use('b', 30);
  await use('a', 20);
  await use('c', 10);
  expect((await readdir(folder)).sort()).toEqual(['a', 'c']);
  await use('b', 0);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
