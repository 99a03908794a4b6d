import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { avatarJob, isFinal, type AvatarJob, type AvatarJobs } from '../jobs.js';
import { MemoryJobs } from '../memory/memory-jobs.js';
import { makeFolder } from './make-folder.js';
import { writeWhole } from './whole-file.js';

const JOB = '.json';
const PICTURE = '.picture';

/**
 * Each job in two files, `<id>.json` and, until it has ended, `<id>.picture`. What is in memory is written through; one
 * process has the folder.
 */
export class FileJobs implements AvatarJobs {
  readonly #path: string;
  readonly #memory: MemoryJobs;

  private constructor(path: string, memory: MemoryJobs) {
    this.#path = path;
    this.#memory = memory;
  }

  /**
   * @param path A folder that need not exist yet, for jobs alone. What is damaged or half written there is deleted.
   * @throws {CodedError} `config.invalid` when the folder cannot be used.
   */
  static async open(path: string): Promise<FileJobs> {
    try {
      await makeFolder(path);
      return new FileJobs(path, new MemoryJobs(await readAll(path)));
    } catch (cause) {
      const why = (cause as Error).message;
      throw new CodedError('config.invalid', `The jobs in ${path} cannot be read: ${why}`, { cause });
    }
  }

  async add(job: AvatarJob, picture: Uint8Array): Promise<void> {
    // The job comes last: one without its picture could never be done.
    await writeWhole(this.#fileOf(job.id, PICTURE), picture);
    await this.#write(job);
    await this.#memory.save(job);
  }

  async save(job: AvatarJob): Promise<void> {
    await this.#write(job);
    if (isFinal(job)) await rm(this.#fileOf(job.id, PICTURE), { force: true });
    await this.#dropping(() => this.#memory.save(job));
  }

  find(id: string): Promise<AvatarJob | undefined> {
    return this.#memory.find(id);
  }

  picture(id: string): Promise<Uint8Array> {
    return readFile(this.#fileOf(id, PICTURE));
  }

  unfinished(): Promise<readonly AvatarJob[]> {
    return this.#memory.unfinished();
  }

  forget(endedBeforeMs: number): Promise<void> {
    return this.#dropping(() => this.#memory.forget(endedBeforeMs));
  }

  /** Deletes the files of those jobs that a change takes out of memory. */
  async #dropping(change: () => Promise<void>): Promise<void> {
    const before = this.#memory.ids();
    await change();
    const kept = new Set(this.#memory.ids());
    for (const id of before) if (!kept.has(id)) await rm(this.#fileOf(id, JOB), { force: true });
  }

  #write(job: AvatarJob): Promise<void> {
    return writeWhole(this.#fileOf(job.id, JOB), JSON.stringify(job));
  }

  #fileOf(id: string, ending: string): string {
    return join(this.#path, id + ending);
  }
}

async function readAll(path: string): Promise<AvatarJob[]> {
  const names = await readdir(path);
  const pictures = new Set(names.filter((name) => name.endsWith(PICTURE)));
  const jobs: AvatarJob[] = [];
  for (const name of names.filter((name) => name.endsWith(JOB))) {
    const job = avatarJob.safeParse(await readJson(join(path, name))).data;
    if (job && (isFinal(job) || pictures.has(job.id + PICTURE))) jobs.push(job);
  }
  const inUse = new Set(jobs.flatMap((job) => [job.id + JOB, ...(isFinal(job) ? [] : [job.id + PICTURE])]));
  for (const name of names) if (!inUse.has(name)) await rm(join(path, name), { force: true, recursive: true });
  return jobs;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
