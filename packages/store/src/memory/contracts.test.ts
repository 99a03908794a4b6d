import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import {
  avatarsContract,
  boundedTokensContract,
  forgettingTokensContract,
  jobsContract,
  licencesContract,
  placesContract,
  recordsContract,
  resumesContract,
  tokensContract,
} from '../contracts/index.js';
import { MemoryAvatars } from './memory-avatars.js';
import { MemoryJobs } from './memory-jobs.js';
import { MemoryLicences } from './memory-licences.js';
import { MemoryPlaces } from './memory-places.js';
import { MemoryRecords } from './memory-records.js';
import { MemoryResumes } from './memory-resumes.js';
import { MemoryTokens } from './memory-tokens.js';

function tokensWithClock(perLicence?: number) {
  const clock = new FakeClock();
  return { port: new MemoryTokens({ clock, perLicence }), advance: (ms: number) => clock.advance(ms) };
}

describe.each([
  ['licences', licencesContract((entries) => Promise.resolve(new MemoryLicences(entries)))],
  ['avatars', avatarsContract((avatars) => Promise.resolve(new MemoryAvatars(avatars)))],
  ['jobs', jobsContract(() => Promise.resolve(new MemoryJobs()))],
  ['tokens', tokensContract(() => Promise.resolve(new MemoryTokens()))],
  ['tokens with a clock', forgettingTokensContract((perLicence) => Promise.resolve(tokensWithClock(perLicence)))],
  ['tokens with a bound', boundedTokensContract((perLicence) => Promise.resolve(new MemoryTokens({ perLicence })))],
  ['places', placesContract((limits) => Promise.resolve(new MemoryPlaces(limits)))],
  ['resumes', resumesContract(() => Promise.resolve(new MemoryResumes()))],
  ['records', recordsContract(() => Promise.resolve(new MemoryRecords()))],
])('%s in memory', (_port, contract) => {
  it.each([...contract])('$title', ({ run }) => run());
});

it('records in memory are those of the latest sessions', async () => {
  const records = new MemoryRecords(2);
  for (const sessionId of ['a', 'b', 'c'])
    records.append({ type: 'opened', sessionId, atMs: 0, nodeId: 'node-1', licenceId: 'shop', avatarId: 'iris' });
  expect((await records.sessions({ limit: 10 })).map(({ id }) => id)).toEqual(['b', 'c']);
});
