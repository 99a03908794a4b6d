import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeSettings } from '../config/describe.js';
import { withCommonSettings } from './readme-settings.js';
import { settingsPage } from './settings-page.js';

const read = (name: string): string => readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8');

describe('the reference of settings', () => {
  it('docs/settings.md is what the schemas say; if not, run `npm run reference`', () => {
    expect(read('docs/settings.md')).toBe(settingsPage());
  });

  it('the table of the README is what the schemas say; if not, run `npm run reference`', () => {
    const readme = read('README.md');
    expect(readme).toBe(withCommonSettings(readme));
  });

  it('explains every setting, each under a name of its own', () => {
    const settings = [...describeSettings().values()].flat();
    for (const { description } of settings) expect(description).not.toBe('');
    expect(new Set(settings.map(({ variable }) => variable)).size).toBe(settings.length);
  });

  it('does not pass over a README without a place for the table', () => {
    expect(() => withCommonSettings('# Visavis\n')).toThrow('no place');
  });
});
