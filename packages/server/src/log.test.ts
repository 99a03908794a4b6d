import { newLicenceKey } from '@visavis/store';
import { describe, expect, it } from 'vitest';
import { createLog, logWith } from './log.js';

const recorded = (secrets: string[], level: 'info' | 'warn' = 'info') => {
  const lines: string[] = [];
  return { lines, log: createLog({ level, secrets, sink: { write: (line) => lines.push(line) } }) };
};

describe('the log', () => {
  it('writes one JSON line with the message and its fields', () => {
    const { lines, log } = recorded([]);
    logWith(log, { session: 's-1' }).info('session opened', { avatar: 'Iris' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'session opened', session: 's-1', avatar: 'Iris' });
  });

  it('Scenario S14: never shows a key, wherever it hides', () => {
    const key = 'sk_"odd key"';
    const { lines, log } = recorded([key]);
    log.warn(`wrong ${key}`, { url: `/x?license=${encodeURIComponent(key)}`, error: new Error(`bad key ${key}`) });
    expect(lines.join('')).not.toMatch(/odd/);
    expect(lines.join('')).toContain('[key]');
  });

  it('never shows a token either', () => {
    const { lines, log } = recorded([]);
    log.warn('refused', { url: '/x?license=vvt_eyJpZCI.c2ln-_9&name=Iris' });
    log.warn('gone', { url: '/x?resume=vvr_c2ln-_9&after=3' });
    log.warn('seen', { url: '/#k=vvi_c2ln-_9', pass: 'vvp_c2ln-_9' });
    expect(lines.join('')).toContain('license=[token]&name=Iris');
    expect(lines.join('')).toContain('resume=[token]&after=3');
    expect(lines.join('')).not.toContain('c2ln');
  });

  it('Scenario S14: never shows a key that was added while it ran', () => {
    const { lines, log } = recorded([]);
    const key = newLicenceKey();
    log.warn('refused', { url: `/x?license=${key}&name=Iris` });
    expect(lines.join('')).toContain('license=[key]&name=Iris');
  });

  it('R-25: is left readable by a key so short that it is in every word', () => {
    const { lines, log } = recorded(['x']);
    log.warn('extra');
    expect(lines.join('')).toContain('extra');
  });

  it('keeps quiet below its level', () => {
    const { lines, log } = recorded([], 'warn');
    log.info('nothing to see');
    expect(lines).toEqual([]);
  });
});
