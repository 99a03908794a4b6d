import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAvatars } from './avatars.js';

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
