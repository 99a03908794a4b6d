import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { licenseId } from '../license.js';
import { limitsOf, readLicenses } from './licenses.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-licenses-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = async (text: string) => {
  const path = join(folder, 'licenses.json');
  await writeFile(path, text);
  return readLicenses(path);
};
const KEY = 'vv_key-of-the-shop';

describe('the file of licences', () => {
  it('is read as it stands, and its limits are known by licence', async () => {
    const all = [
      { key: KEY, name: 'The shop', maxSessions: 5, origins: ['https://shop.example'] },
      { key: 'vv_key-of-the-museum' },
    ];
    expect(await read(JSON.stringify(all))).toEqual(all);
    expect([...limitsOf(all)]).toEqual([[licenseId(KEY), 5]]);
  });

  it.each([
    ['is no list', `{"key": "${KEY}"}`, /the list: /],
    ['lacks a key', '[{"name": "The shop"}]', /0\.key: /],
    ['has a short key', '[{"key": "short"}]', /0\.key: must be 8 to 200 characters without spaces/],
    ['has a key twice', `[{"key": "${KEY}"}, {"key": "${KEY}"}]`, /1\.key: is taken already/],
    ['has a key that tokens begin like', '[{"key": "vvt_looks-like-a-token"}]', /0\.key: must not begin with vvt_/],
    [
      'has a page for an origin',
      `[{"key": "${KEY}", "origins": ["https://a.example/x"]}]`,
      /0\.origins\.0: must be an/,
    ],
    ['lets nobody in', `[{"key": "${KEY}", "maxSessions": 0}]`, /0\.maxSessions: /],
    ['has a word it does not know', `[{"key": "${KEY}", "limit": 3}]`, /the list|0: .*limit/],
    ['is no JSON', `[{"key": "${KEY}" oops`, /is not JSON/],
    ['is no JSON from its start', `${KEY}`, /is not JSON/],
  ])('is refused in one line that names no key when it %s', async (_what, text, why) => {
    const error = (await read(text).catch((caught: unknown) => caught)) as Error;
    expect(error).toMatchObject({ code: 'config.invalid' });
    expect(error.message).toMatch(/^VISAVIS_LICENSES: \S+licenses\.json: \S/);
    expect(error.message).toMatch(why);
    expect(error.message).not.toMatch(/\n|vv_key/);
  });

  it('has to be there', async () => {
    await expect(readLicenses(join(folder, 'nothing.json'))).rejects.toThrow(/cannot be read$/);
  });
});
