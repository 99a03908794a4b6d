import { MemoryResumes } from '@visavis/store';
import { expect, it } from 'vitest';
import { ResumeTokens } from './resume-tokens.js';

it('a token to come back with finds its session, and the store never holds the token', async () => {
  const kept: string[] = [];
  const resumes = new MemoryResumes();
  const remember = resumes.remember.bind(resumes);
  resumes.remember = (digest, session) => {
    kept.push(digest);
    return remember(digest, session);
  };
  const tokens = new ResumeTokens(resumes);
  const session = { nodeId: 'here', sessionId: 'a', origin: undefined };
  const token = await tokens.issue(session);
  expect(token).toMatch(/^vvr_[\w-]{22}$/);
  expect(kept.join()).not.toContain(token.slice(4));
  expect([await tokens.use(token, undefined), await tokens.use('guessed', undefined)]).toEqual([session, undefined]);
  await tokens.forget('a');
  expect(await tokens.use(token, undefined)).toBeUndefined();
});
