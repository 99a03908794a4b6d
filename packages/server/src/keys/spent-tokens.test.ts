import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@visavis/core';
import { silentLogger } from '@visavis/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SpentTokens } from './spent-tokens.js';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'visavis-spent-'));
  folder = join(root, 'spent-tokens');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const NOW = 1_700_000_000_000;
const token = { id: 'aB-_9', expiresAtMs: NOW + 60_000 };

describe('a token that was spent', () => {
  it('stays spent when the server starts anew, and in a server beside it', () => {
    const [first, beside] = [new SpentTokens({ folder }), new SpentTokens({ folder })];
    expect([first.has(token), first.spend(token, NOW), first.spend(token, NOW)]).toEqual([false, true, false]);
    expect([beside.has(token), beside.spend(token, NOW)]).toEqual([true, false]);
    const later = new SpentTokens({ folder });
    expect([later.has(token), later.spend(token, NOW)]).toEqual([true, false]);
    expect(later.has({ ...token, id: 'other' })).toBe(false);
  });

  it('is forgotten once it has expired, and nothing else in the folder is touched', async () => {
    const spent = new SpentTokens({ folder });
    spent.spend(token, NOW);
    await writeFile(join(folder, 'note.txt'), 'of the operator');
    const next = { id: 'next', expiresAtMs: NOW + 120_000 };
    spent.spend(next, NOW + 60_000);
    expect(spent.has(next)).toBe(true);
    await vi.waitFor(async () => expect((await readdir(folder)).sort()).toEqual([`${NOW + 120_000}.next`, 'note.txt']));
  });

  it('is remembered by this process at least when nothing can be written', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) };
    const spent = new SpentTokens({ folder, logger });
    expect([spent.spend(token, NOW), spent.spend(token, NOW)]).toEqual([true, false]);
    expect(warnings[0]).toBe('a spent token is remembered until the next start only');
  });
});
