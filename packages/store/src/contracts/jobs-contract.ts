import assert from 'node:assert/strict';
import { MAX_ENDED_JOBS, type AvatarJob, type AvatarJobs } from '../jobs.js';
import { contractOf, type Contract } from './contract.js';

const job = (id: string, more: Partial<AvatarJob> = {}): AvatarJob => ({
  id,
  licenceId: '0123456789ab',
  avatar: { id: `avatar-${id}`, name: `Anna ${id}`, face: `avatar-${id}`, owner: '0123456789ab' },
  face: 2,
  state: 'waiting',
  attempts: 0,
  report: [],
  createdAtMs: 1_000,
  ...more,
});
const PICTURE = Uint8Array.of(1, 2, 3);

/** @param open Opens an adapter without jobs. */
export function jobsContract(open: () => Promise<AvatarJobs>): Contract {
  return contractOf({
    'a job is found as it was saved last, with its picture': async () => {
      const jobs = await open();
      await jobs.add(job('a'), PICTURE);
      assert.deepEqual([await jobs.find('a'), await jobs.find('b')], [job('a'), undefined]);
      const making = job('a', { state: 'making', attempts: 1 });
      await jobs.save(making);
      assert.deepEqual(await jobs.find('a'), making);
      assert.deepEqual(new Uint8Array(await jobs.picture('a')), PICTURE);
    },
    'those that have not ended are listed, the oldest first': async () => {
      const jobs = await open();
      await jobs.add(job('young', { createdAtMs: 3_000 }), PICTURE);
      await jobs.add(job('old', { state: 'making' }), PICTURE);
      await jobs.add(job('ended'), PICTURE);
      await jobs.save(job('ended', { state: 'failed', endedAtMs: 2_000 }));
      assert.deepEqual(
        (await jobs.unfinished()).map(({ id }) => id),
        ['old', 'young'],
      );
    },
    'one that has ended loses its picture, and says how it ended': async () => {
      const jobs = await open();
      await jobs.add(job('a'), PICTURE);
      const failure = { code: 'face.several', message: 'Two', faces: [{ x: 1, y: 2, width: 3, height: 4 }] } as const;
      const ended = job('a', { state: 'failed', failure, endedAtMs: 2_000 });
      await jobs.save(ended);
      assert.deepEqual(await jobs.find('a'), ended);
      await assert.rejects(jobs.picture('a'));
      await assert.rejects(jobs.picture('unknown'));
    },
    'those that ended long ago are forgotten, and so are all but the latest of a licence': async () => {
      const jobs = await open();
      await jobs.add(job('a'), PICTURE);
      await jobs.add(job('open'), PICTURE);
      await jobs.save(job('a', { state: 'done', endedAtMs: 2_000 }));
      await jobs.forget(2_000);
      assert.notEqual(await jobs.find('a'), undefined);
      await jobs.forget(2_001);
      assert.equal(await jobs.find('a'), undefined);
      await jobs.save(job('another', { licenceId: 'other', state: 'done', endedAtMs: 1 }));
      for (let i = 0; i <= MAX_ENDED_JOBS; i++) await jobs.save(job(`${i}`, { state: 'done', endedAtMs: 3_000 + i }));
      assert.deepEqual(
        [await jobs.find('0'), await jobs.find('1')],
        [undefined, job('1', { state: 'done', endedAtMs: 3_001 })],
      );
      for (const kept of ['open', 'another']) assert.notEqual(await jobs.find(kept), undefined);
    },
  });
}
