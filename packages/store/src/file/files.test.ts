import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAvatars } from './avatar-file.js';
import { openKeyFile } from './key-file.js';
import { readLicences } from './licence-file.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-files-'));
  path = join(folder, 'list.json');
});
afterEach(() => rm(folder, { recursive: true }));

describe('the file of licences', () => {
  it('is read, or refused in one line that says what is wrong and quotes no key', async () => {
    const read = async (text: string) => {
      await writeFile(path, text);
      return readLicences('VISAVIS_LICENSES', path).catch((error: Error) => error.message.replace(path, 'the file'));
    };
    const one = { key: 'vv_a-guest', name: 'Guest', maxSessions: 2, origins: ['https://shop.example'] };
    expect(await read(JSON.stringify([one]))).toEqual([one]);
    expect(await read('{')).toMatch(/^VISAVIS_LICENSES: the file: is not JSON/);
    for (const text of ['vv_a-guest', '[{"key":"vv_a-guest" "name":"x"}]', '[{"key":"vv_a-guest"},]'])
      expect(await read(text)).not.toContain('vv_a');
    expect(await read('[{"key":"short"}]')).toContain('0.key: must be 8 to 200 characters');
    expect(await read('[{"key":"vvt_like-a-token"}]')).toContain('0.key: must not begin with vvt_');
    expect(await read('[{"key":"vv_a-guest","limit":1}]')).toContain('0:');
    expect(await read(JSON.stringify([one, one]))).toContain('two have the same key');
    await rm(path);
    await expect(readLicences('VISAVIS_LICENSES', path)).rejects.toThrow('cannot be read');
  });
});

describe('the file of avatars', () => {
  it('holds everything that a session with each of them begins with', async () => {
    const anna = { id: 'anna', name: 'Anna', prompt: 'Be kind.', voice: 'rms', firstMessage: 'Welcome!' };
    await writeFile(path, JSON.stringify([anna]));
    expect(await readAvatars('VISAVIS_AVATARS', path)).toEqual([anna]);
  });

  it.each([
    ['is no JSON', '[{', /is not JSON/],
    ['is no list', '{}', /the list/],
    ['names one twice', '[{"id":"a","name":"Anna"},{"id":"b","name":"ANNA"}]', /1: "anna" is taken/],
    ['has an unknown field', '[{"id":"a","name":"Anna","promt":"x"}]', /0: .*promt/],
    ['lacks a name', '[{"id":"a"}]', /0\.name/],
  ])('that %s stops the start with one line', async (_what, text, line) => {
    await writeFile(path, text);
    const error = await readAvatars('VISAVIS_AVATARS', path).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'config.invalid', message: expect.stringMatching(line) as string });
    expect((error as Error).message).not.toContain('\n');
  });

  it('that is missing does so too', async () => {
    await expect(readAvatars('VISAVIS_AVATARS', path)).rejects.toMatchObject({ code: 'config.invalid' });
  });
});

describe('the file of the server’s own key', () => {
  it('is created by the first start and kept for the next, readable by its owner only', async () => {
    const keyPath = join(folder, 'new', 'license');
    const first = await openKeyFile(keyPath);
    expect(first).toMatchObject({ made: true, key: expect.stringMatching(/^vv_[\w-]{32}$/) as string });
    expect((await stat(keyPath)).mode & 0o777).toBe(0o600);
    expect((await readFile(keyPath, 'utf8')).trim()).toBe(first.key);
    expect(await openKeyFile(keyPath)).toEqual({ ...first, made: false });
  });
});
