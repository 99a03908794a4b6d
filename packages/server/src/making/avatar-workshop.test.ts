import { CodedError, silentLogger } from '@visavis/core';
import { MemoryAvatars, MemoryJobs, type AvatarJob } from '@visavis/store';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeWorks } from '../testing/fake-making.js';
import { AvatarWorkshop, type JobView } from './avatar-workshop.js';
import { jobStatus } from './job-status.js';

const PICTURE = Uint8Array.of(1, 2);
const VERA = { id: 'vera', name: 'Vera' };
const DAY_MS = 24 * 3_600_000;

let jobs: MemoryJobs;
let avatars: MemoryAvatars;
let works: FakeWorks;
let workshop: AvatarWorkshop;
let nowMs: number;
let seen: JobView[];

const open = (): void => {
  workshop = new AvatarWorkshop({ jobs, avatars, works, logger: silentLogger, wallMs: () => nowMs });
  workshop.events.on('changed', (view) => seen.push(view));
};
beforeEach(() => {
  [jobs, avatars, works, nowMs, seen] = [new MemoryJobs(), new MemoryAvatars([VERA]), new FakeWorks(), 1_000, []];
  open();
});

const submit = (name: string, licenceId = 'one', face?: number) =>
  workshop.submit({ avatar: { name, owner: licenceId }, licenceId, picture: PICTURE, face });
const begun = (count: number) => expect.poll(() => works.makings.length).toBe(count);
const state = async (id: string) => (await jobs.find(id))?.state;

describe('a job', () => {
  it('makes an avatar, which is there when its face is whole', async () => {
    const { job } = await submit('Anna', 'one', 2);
    await begun(1);
    const [making] = works.makings;
    expect(making).toMatchObject({ picture: PICTURE, faceId: job.avatar.id, face: 2 });
    making!.onProgress({ stage: 'find', fraction: 0.2 });
    expect(await workshop.find(job.id)).toMatchObject({
      stage: 'find',
      fraction: 0.2,
      ahead: 0,
      job: { state: 'making' },
    });
    expect(await avatars.find('Anna', 'one')).toBeUndefined();
    const report = [{ what: 'soft', howMuch: '100 pixels', advice: 'Larger.' }];
    making!.done(report);
    await expect.poll(() => state(job.id)).toBe('done');
    expect(await avatars.find('anna', 'one')).toEqual({
      id: job.avatar.id,
      face: job.avatar.id,
      name: 'Anna',
      owner: 'one',
    });
    expect(jobStatus((await workshop.find(job.id))!)).toMatchObject({
      status: 'done',
      progress: 1,
      report,
      error: null,
    });
    expect(seen.map(({ stage }) => stage)).toEqual(['find', 'ended']);
    await expect(jobs.picture(job.id)).rejects.toThrow();
  });

  it('fails with its code, its remedy and the faces to choose from, and the next one is made', async () => {
    const [first, second] = [await submit('Anna'), await submit('Bea')];
    await begun(1);
    const faces = [{ x: 1, y: 2, width: 3, height: 4 }];
    works.makings[0]!.fail(Object.assign(new CodedError('face.several', 'Two faces'), { faces }));
    await begun(2);
    works.makings[1]!.fail(new Error('a defect'));
    await expect.poll(() => state(second.job.id)).toBe('failed');
    expect(jobStatus((await workshop.find(first.job.id))!).error).toEqual({
      code: 'face.several',
      message: 'Two faces',
      advice: expect.stringContaining('leftmost') as string,
      faces,
    });
    expect((await workshop.find(second.job.id))!.job.failure).toMatchObject({ code: 'face.failed' });
    expect(await avatars.list()).toEqual([VERA]);
  });

  it('waits for those before it, and says how many they are', async () => {
    const ids: string[] = [];
    for (const name of ['Anna', 'Bea', 'Cora']) ids.push((await submit(name)).job.id);
    const ahead = () => Promise.all(ids.map(async (id) => (await workshop.find(id))!.ahead));
    await begun(1);
    expect(await ahead()).toEqual([0, 1, 2]);
    works.makings[0]!.done();
    await begun(2);
    expect(await ahead()).toEqual([0, 0, 1]);
    expect(seen.at(-1)).toMatchObject({ job: { id: ids[2] }, ahead: 1 });
  });

  it('is cancelled while it waits and while it is made, and leaves nothing', async () => {
    const [first, second] = [await submit('Anna'), await submit('Bea')];
    await begun(1);
    await workshop.cancel(second.job.id);
    await workshop.cancel(first.job.id);
    expect([await state(first.job.id), await state(second.job.id)]).toEqual(['cancelled', 'cancelled']);
    await workshop.cancel(first.job.id);
    await workshop.cancel('unknown');
    expect([works.makings.length, await avatars.list()]).toEqual([1, [VERA]]);
    await submit('Anna');
    await begun(2);
  });
});

describe('a job is refused', () => {
  it.each(['Vera', 'VERA', 'Anna', ' anna'])(
    'whose avatar would be called %j, as another that the licence sees',
    async (name) => {
      await submit('Anna');
      await expect(submit(name)).rejects.toMatchObject({ code: 'avatar.name_taken' });
    },
  );

  it('of two that ask for one name at the same moment', async () => {
    const both = await Promise.allSettled([submit('Anna'), submit('Anna'), submit('Anna', 'two')]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('when as many wait as may, of its licence or of all', async () => {
    for (let i = 0; i < 5; i++) await submit(`A${i}`);
    await expect(submit('more')).rejects.toMatchObject({ code: 'avatar.too_many_jobs' });
    for (const licence of ['two', 'three', 'four'])
      for (let i = 0; i < 5; i++) await submit(`${licence} ${i}`, licence);
    await expect(submit('Last', 'five')).rejects.toMatchObject({ code: 'avatar.too_many_jobs' });
  });

  it('when its licence has a hundred avatars', async () => {
    for (let i = 0; i < 100; i++) await avatars.add({ id: `a${i}`, name: `A${i}`, owner: 'one' });
    await expect(submit('One more')).rejects.toMatchObject({ code: 'avatar.too_many' });
    await submit('One', 'two');
  });
});

describe('after a restart', () => {
  const left = async (more: Partial<AvatarJob>) => {
    const { job } = await submit('Anna');
    await begun(1);
    await workshop.close();
    await jobs.save({ ...job, state: 'making', attempts: 1, ...more });
    works = new FakeWorks();
    open();
    await workshop.resume();
    return job;
  };

  it('a job goes on from its picture', async () => {
    const job = await left({});
    await begun(1);
    expect(works.makings[0]).toMatchObject({ picture: PICTURE, faceId: job.avatar.id });
    works.makings[0]!.done();
    await expect.poll(() => state(job.id)).toBe('done');
    expect((await jobs.find(job.id))?.attempts).toBe(2);
  });

  it('a job fails that has ended the process again and again', async () => {
    const job = await left({ attempts: 3 });
    await expect.poll(() => state(job.id)).toBe('failed');
    expect((await jobs.find(job.id))?.failure?.code).toBe('face.interrupted');
    expect(works.makings).toEqual([]);
  });

  it('a job is done whose avatar had been added', async () => {
    await avatars.add({ id: 'added', name: 'Anna', owner: 'one' });
    await jobs.save({
      ...{ id: 'j', licenceId: 'one', avatar: { id: 'added', name: 'Anna' }, state: 'making' },
      ...{ attempts: 1, report: [], createdAtMs: 0 },
    });
    await workshop.resume();
    await expect.poll(() => state('j')).toBe('done');
    expect(works.makings).toEqual([]);
  });

  it('jobs that ended a day ago are forgotten', async () => {
    const { job } = await submit('Anna');
    await begun(1);
    await workshop.cancel(job.id);
    nowMs += DAY_MS + 1;
    await workshop.resume();
    expect(await workshop.find(job.id)).toBeUndefined();
  });
});

it('a job whose name was taken meanwhile fails, and its face is deleted', async () => {
  const { job } = await submit('Anna');
  await begun(1);
  await avatars.add({ id: 'a', name: 'Anna' });
  works.makings[0]!.done();
  await expect.poll(() => state(job.id)).toBe('failed');
  expect([works.removed, (await jobs.find(job.id))?.failure?.code]).toEqual([[job.avatar.id], 'avatar.name_taken']);
});
