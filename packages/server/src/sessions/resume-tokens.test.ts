import { FakeClock } from '@visavis/core/testing';
import { MemoryResumes } from '@visavis/store';
import { beforeEach, expect, it } from 'vitest';
import { ResumeTokens } from './resume-tokens.js';

let clock: FakeClock;
let resumes: MemoryResumes;
let tokens: ResumeTokens;
beforeEach(() => {
  clock = new FakeClock();
  resumes = new MemoryResumes();
  tokens = new ResumeTokens(resumes, clock);
});
const here = (sessionId: string) => ({ nodeId: 'here', sessionId, origin: undefined });

it('a token to come back with finds its session, and the store never holds the token', async () => {
  const kept: string[] = [];
  const remember = resumes.remember.bind(resumes);
  resumes.remember = (digest, session) => {
    kept.push(digest);
    return remember(digest, session);
  };
  const token = await tokens.issue(here('a'));
  expect(token).toMatch(/^vvr_[\w-]{22}$/);
  expect(kept.join()).not.toContain(token.slice(4));
  expect([await tokens.use(token, undefined), await tokens.use('guessed', undefined)]).toEqual([here('a'), undefined]);
});

it('a token is known for a minute after its session has ended, and forgotten when a later one ends', async () => {
  const token = await tokens.issue(here('a'));
  await tokens.forget('a');
  clock.advance(59_999);
  await tokens.forget('b');
  expect(await tokens.use(token, undefined)).toEqual(here('a'));
  clock.advance(1);
  await tokens.forget('c');
  expect([await tokens.use(token, undefined), clock.pending]).toEqual([undefined, 0]);
});
