import { describe, expect, it } from 'vitest';
import { findBrowser } from './browser.js';

describe('the browser of the tests', () => {
  it('is the one that CHROME_PATH names', () => {
    expect(findBrowser({ CHROME_PATH: process.execPath })).toBe(process.execPath);
  });

  it('is not looked for elsewhere when CHROME_PATH is wrong', () => {
    expect(() => findBrowser({ CHROME_PATH: '/nowhere/chrome' })).toThrow('CHROME_PATH is /nowhere/chrome');
  });

  it('is found on the system or installed', () => {
    expect(findBrowser({ PATH: process.env['PATH'] })).toMatch(/chrom/);
  });
});
