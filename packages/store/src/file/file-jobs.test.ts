import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AvatarJob } from '../jobs.js';
import { jobsContract } from '../contracts/index.js';
import { FileJobs } from './file-jobs.js';

const JOB: AvatarJob = {
  id: 'a',
  licenceId: 'one',
  avatar: { id: 'anna', name: 'Anna' },
  state: 'making',
  attempts: 1,
  report: [],
  createdAtMs: 1,
};
const PICTURE = Uint8Array.of(1, 2);

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-jobs-'));
  path = join(folder, 'jobs');
});
afterEach(() => rm(folder, { recursive: true }));

describe('jobs in files', () => {
  let opened = 0;
  it.each([...jobsContract(() => FileJobs.open(join(folder, String(opened++))))])('$title', ({ run }) => run());

  it('outlive the process, with the pictures of those that have not ended', async () => {
    const first = await FileJobs.open(path);
    await first.add(JOB, PICTURE);
    await first.add({ ...JOB, id: 'b' }, PICTURE);
    const ended = { ...JOB, id: 'b', state: 'done', endedAtMs: 5 } as const;
    await first.save(ended);
    const second = await FileJobs.open(path);
    expect([await second.unfinished(), await second.find('b')]).toEqual([[JOB], ended]);
    expect(new Uint8Array(await second.picture('a'))).toEqual(PICTURE);
    expect((await readdir(path)).sort()).toEqual(['a.json', 'a.picture', 'b.json']);
  });

  it('are gone where a crash or a disk has damaged them, and stop no start', async () => {
    const first = await FileJobs.open(path);
    await first.add(JOB, PICTURE);
    await first.add({ ...JOB, id: 'lost' }, PICTURE);
    await rm(join(path, 'lost.picture'));
    await writeFile(join(path, 'half.json'), '{"id":"half"');
    await writeFile(join(path, 'odd.json'), '{"id":"../odd","state":"done"}');
    await writeFile(join(path, 'alone.picture'), '');
    await writeFile(join(path, 'a.json.77.part'), '');
    const second = await FileJobs.open(path);
    expect(await second.unfinished()).toEqual([JOB]);
    expect((await readdir(path)).sort()).toEqual(['a.json', 'a.picture']);
  });

  it('need a folder that can be written', async () => {
    await writeFile(path, 'no folder');
    await expect(FileJobs.open(path)).rejects.toMatchObject({ code: 'config.invalid' });
  });
});
