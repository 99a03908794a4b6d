import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { notices, NOTICES } from '../../scripts/third-party.mjs';

it('the third-party notices list what the lock file lists', async () => {
  expect(await readFile(NOTICES, 'utf8')).toBe(await notices());
});
