import { expect, it, vi } from 'vitest';
import { isMissing } from './missing.js';

const LACKING = 'there is no relay on this machine.';

it('skips nothing where nothing is missing', () => {
  expect(isMissing(undefined, { CI: 'true' })).toBe(false);
});

it('skips a test that cannot run here, and prints why', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  expect(isMissing(LACKING, {})).toBe(true);
  expect(warn).toHaveBeenCalledWith(`Skipped: ${LACKING}`);
});

it('fails in continuous integration, where nothing may be missing', () => {
  expect(() => isMissing(LACKING, { CI: 'true' })).toThrow(LACKING);
});
