import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import type { Config } from './config/config.js';
import { createServer, type ServerOptions } from './create-server.js';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'visavis-options-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('the options of a server', () => {
  it('are all settings as values, and what only a program can pass', () => {
    type ForPrograms = 'mcpServers' | 'licenses' | 'avatars' | 'logger' | 'pageDir';
    expectTypeOf<keyof ServerOptions>().toEqualTypeOf<keyof Config | ForPrograms>();
  });

  it.each<[string, ServerOptions]>([
    ['port', { port: -1 }],
    ['license', { license: 'with a space inside' }],
    ['licenses', { licenses: [{ key: 'short' }] }],
    ['avatars', { avatars: [{ id: '', name: 'Ada' }] }],
    ['turnUrls', { turnSecret: 'shared with the relay' }],
  ])('name a wrong %s before anything is opened or written', async (name, options) => {
    const refused = createServer({ dataDir, ...options });
    await expect(refused).rejects.toBeInstanceOf(CodedError);
    await expect(refused).rejects.toThrow(new RegExp(`^${name}`));
    expect(await readdir(dataDir)).toEqual([]);
  });
});
