import { isFinal, MAX_ENDED_JOBS, type AvatarJob, type AvatarJobs } from '../jobs.js';

/** Jobs for as long as the process lives. */
export class MemoryJobs implements AvatarJobs {
  readonly #jobs: Map<string, AvatarJob>;
  readonly #pictures = new Map<string, Uint8Array>();

  /** @param jobs Those of an earlier process, without their pictures. */
  constructor(jobs: readonly AvatarJob[] = []) {
    this.#jobs = new Map(jobs.map((job) => [job.id, job]));
  }

  add(job: AvatarJob, picture: Uint8Array): Promise<void> {
    this.#jobs.set(job.id, job);
    this.#pictures.set(job.id, picture);
    return Promise.resolve();
  }

  save(job: AvatarJob): Promise<void> {
    this.#jobs.set(job.id, job);
    if (isFinal(job)) this.#pictures.delete(job.id);
    for (const { id } of this.#beyondThoseKept(job.licenceId)) this.#jobs.delete(id);
    return Promise.resolve();
  }

  find(id: string): Promise<AvatarJob | undefined> {
    return Promise.resolve(this.#jobs.get(id));
  }

  picture(id: string): Promise<Uint8Array> {
    const picture = this.#pictures.get(id);
    return picture ? Promise.resolve(picture) : Promise.reject(new Error('There is no such picture'));
  }

  unfinished(): Promise<readonly AvatarJob[]> {
    const open = [...this.#jobs.values()].filter((job) => !isFinal(job));
    return Promise.resolve(open.sort((one, other) => one.createdAtMs - other.createdAtMs));
  }

  forget(endedBeforeMs: number): Promise<void> {
    for (const { id, endedAtMs = Infinity } of this.#jobs.values())
      if (endedAtMs < endedBeforeMs) this.#jobs.delete(id);
    return Promise.resolve();
  }

  /** Ids of all jobs that are remembered. */
  ids(): readonly string[] {
    return [...this.#jobs.keys()];
  }

  #beyondThoseKept(licenceId: string): AvatarJob[] {
    return [...this.#jobs.values()]
      .filter((job) => isFinal(job) && job.licenceId === licenceId)
      .sort((one, other) => other.endedAtMs! - one.endedAtMs!)
      .slice(MAX_ENDED_JOBS);
  }
}
