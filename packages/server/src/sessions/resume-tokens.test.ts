import { describe, expect, it } from 'vitest';
import { ResumeTokens } from './resume-tokens.js';

describe('a token to come back with', () => {
  it('finds its own session and no other', () => {
    const tokens = new ResumeTokens<string>();
    const [a, b] = [tokens.issue('a'), tokens.issue('b')];
    expect([tokens.use(a), tokens.use(b), tokens.use('guessed'), tokens.use('')]).toEqual([
      'a',
      'b',
      undefined,
      undefined,
    ]);
    expect(a).toMatch(/^vvr_[\w-]{22}$/);
  });

  it('is spent once its successor is used', () => {
    const tokens = new ResumeTokens<string>();
    const first = tokens.issue('a');
    tokens.use(first);
    const second = tokens.issue('a');
    expect(tokens.use(second)).toBe('a');
    expect(tokens.use(first)).toBeUndefined();
  });

  it('is good again when its successor was lost on the way, which is then worth nothing', () => {
    const tokens = new ResumeTokens<string>();
    const first = tokens.issue('a');
    tokens.use(first);
    const lost = tokens.issue('a');
    expect(tokens.use(first)).toBe('a');
    expect(tokens.use(lost)).toBeUndefined();
  });

  it('is forgotten with its session', () => {
    const tokens = new ResumeTokens<string>();
    const token = tokens.issue('a');
    tokens.forget('a');
    tokens.forget('a');
    expect(tokens.use(token)).toBeUndefined();
  });
});
