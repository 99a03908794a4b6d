import { randomBytes } from 'node:crypto';
import { CodedError, TypedEmitter, type Logger } from '@visavis/core';
import type { AvatarRecord } from '@visavis/protocol/rest';
import { clash, isFinal, type AvatarJob, type AvatarJobs, type Avatars } from '@visavis/store';
import type { FaceWorks, JobProgress } from './face-works.js';

/** An avatar whose id and face are still to come. */
export type NewAvatar = Omit<AvatarRecord, 'id' | 'face'>;

/** What is to be made. */
export interface MakingRequest {
  readonly avatar: NewAvatar;
  /** The licence that may ask about the job, and whose limits hold. */
  readonly licenceId: string;
  /** The bytes of the file. */
  readonly picture: Uint8Array;
  /** Which face of the picture, counted from 1, from left to right; absent where there is no doubt. */
  readonly face?: number | undefined;
  /** @defaultValue square */
  readonly shape?: AvatarJob['shape'];
}

/** One job as it stands. */
export interface JobView extends JobProgress {
  readonly job: AvatarJob;
  /** How many jobs are made before this one. */
  readonly ahead: number;
}

export interface AvatarWorkshopOptions {
  readonly jobs: AvatarJobs;
  readonly avatars: Avatars;
  readonly works: Pick<FaceWorks, 'make' | 'remove'>;
  readonly logger: Logger;
  /** Wall clock, ms since 1970. @defaultValue the system's */
  readonly wallMs?: () => number;
}

/** Jobs that have not ended, of all licences and of one: the next is refused. */
const MAX_OPEN = 20;
const MAX_OPEN_OF_ONE = 5;
/** Avatars of one licence, those in the making included: each takes some megabytes of memory and disk. */
const MAX_AVATARS_OF_ONE = 100;
/** A picture with which the process has ended so often is not tried again. */
const MAX_ATTEMPTS = 3;
/** Ended jobs can be asked about for this long. */
const KEPT_MS = 24 * 3_600_000;
const CANCELLED = new Error('The job was cancelled');

/**
 * Makes avatars from pictures, one after the other: a face takes all of a core. A job outlives the process: `resume` goes
 * on with those that an earlier one has left. An avatar is added when its face is complete, so that none is seen half made.
 */
export class AvatarWorkshop {
  readonly events: TypedEmitter<{ changed: JobView }>;
  readonly #options: AvatarWorkshopOptions;
  /** Ids of the jobs that wait. */
  readonly #line: string[] = [];
  #current: { readonly id: string; readonly abort: AbortController; progress: JobProgress } | undefined;
  #submitted: Promise<unknown> = Promise.resolve();
  #working: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: AvatarWorkshopOptions) {
    this.#options = options;
    this.events = new TypedEmitter(options.logger);
  }

  /** Goes on with the jobs of an earlier process. */
  async resume(): Promise<void> {
    const { jobs } = this.#options;
    await jobs.forget(this.#nowMs() - KEPT_MS);
    for (const { id } of await jobs.unfinished()) this.#enqueue(id);
  }

  /**
   * @returns The job, which is kept and waits.
   * @throws {CodedError} `avatar.name_taken`, `avatar.too_many`, `avatar.too_many_jobs`.
   */
  submit(request: MakingRequest): Promise<JobView> {
    // One after the other, so that two with the same name do not both find it free.
    const submitted = this.#submitted.then(() => this.#submit(request));
    this.#submitted = submitted.catch(() => undefined);
    return submitted;
  }

  /** @returns A job and how far it is; `undefined` when there is none, or it was forgotten a day after its end. */
  async find(id: string): Promise<JobView | undefined> {
    const job = await this.#options.jobs.find(id);
    return job && this.#view(job);
  }

  /** Ends a job; one that has ended stays as it is. Resolves when it has ended. */
  async cancel(id: string): Promise<void> {
    if (this.#current?.id === id) {
      this.#current.abort.abort(CANCELLED);
      return this.#working;
    }
    const job = await this.#options.jobs.find(id);
    const place = this.#line.indexOf(id);
    if (!job || isFinal(job) || place < 0) return;
    this.#line.splice(place, 1);
    await this.#end(job, { state: 'cancelled' });
    await this.#lineMoved();
  }

  /** Stops the work; what is unfinished goes on in the next process. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#current?.abort.abort(CANCELLED);
    await this.#working;
  }

  async #submit({ avatar, licenceId, picture, face, shape }: MakingRequest): Promise<JobView> {
    const { jobs, avatars } = this.#options;
    const id = newId();
    const record: AvatarRecord = { ...avatar, id, face: id };
    const open = await jobs.unfinished();
    const ofOne = open.filter((job) => job.licenceId === licenceId).length;
    if (open.length >= MAX_OPEN || ofOne >= MAX_OPEN_OF_ONE) throw new CodedError('avatar.too_many_jobs');
    const known = await avatars.list();
    if ([...known, ...open.map((job) => job.avatar)].some((other) => clash(other, record)))
      throw new CodedError('avatar.name_taken');
    const own = known.filter(({ owner }) => owner === licenceId).length;
    if (own + ofOne >= MAX_AVATARS_OF_ONE) throw new CodedError('avatar.too_many');
    const job: AvatarJob = {
      ...{ id: newId(), licenceId, avatar: record, state: 'waiting', attempts: 0, report: [] },
      ...(face !== undefined && { face }),
      ...(shape && { shape }),
      createdAtMs: this.#nowMs(),
    };
    await jobs.add(job, picture);
    this.#enqueue(job.id);
    return this.#view(job);
  }

  #enqueue(id: string): void {
    this.#line.push(id);
    this.#working = this.#working.then(() => this.#workOnNext());
  }

  async #workOnNext(): Promise<void> {
    const { jobs, logger } = this.#options;
    const id = this.#closed ? undefined : this.#line.shift();
    // One that waited may have been cancelled.
    if (id === undefined) return;
    const current = { id, abort: new AbortController(), progress: { stage: 'start', fraction: 0 } };
    this.#current = current;
    try {
      await this.#lineMoved();
      const job = await jobs.find(id);
      if (job) await this.#work({ ...job, state: 'making', attempts: job.attempts + 1 }, current);
    } catch (error) {
      // The job could not even be saved: the next start finds it unfinished.
      logger.error('avatar job not kept', { job: id, error });
    } finally {
      this.#current = undefined;
    }
  }

  async #work(job: AvatarJob, { abort }: { abort: AbortController }): Promise<void> {
    const { jobs, avatars, works, logger } = this.#options;
    const known = await avatars.list();
    // The avatar was added, and the process ended before the job did.
    if (known.some(({ id }) => id === job.avatar.id)) return this.#end(job, { state: 'done' });
    if (job.attempts > MAX_ATTEMPTS) return this.#end(job, failed(new CodedError('face.interrupted')));
    await jobs.save(job);
    try {
      const report = await this.#make(job, abort.signal);
      if ((await avatars.add(job.avatar)) === 'name_taken') {
        await works.remove(job.avatar.id);
        throw new CodedError('avatar.name_taken');
      }
      await this.#end(job, { state: 'done', report });
    } catch (error) {
      if (this.#closed) return;
      if (abort.signal.aborted) return this.#end(job, { state: 'cancelled' });
      logger.warn('no avatar was made', { job: job.id, error });
      await this.#end(job, failed(error));
    }
  }

  async #make(job: AvatarJob, signal: AbortSignal): Promise<AvatarJob['report']> {
    const { jobs, works } = this.#options;
    return works.make(await jobs.picture(job.id), {
      faceId: job.avatar.id,
      face: job.face,
      shape: job.shape,
      background: job.avatar.background,
      signal,
      onProgress: (progress) => {
        if (this.#current?.id === job.id) this.#current.progress = progress;
        this.events.emit('changed', this.#view(job));
      },
    });
  }

  async #end(job: AvatarJob, outcome: Partial<AvatarJob>): Promise<void> {
    const ended = { ...job, ...outcome, endedAtMs: this.#nowMs() };
    await this.#options.jobs.save(ended);
    this.events.emit('changed', this.#view(ended));
  }

  /** Those that wait have fewer before them. */
  async #lineMoved(): Promise<void> {
    for (const id of [...this.#line]) {
      const job = await this.#options.jobs.find(id);
      if (job) this.events.emit('changed', this.#view(job));
    }
  }

  #view(job: AvatarJob): JobView {
    if (isFinal(job)) return { job, stage: 'ended', fraction: job.state === 'done' ? 1 : 0, ahead: 0 };
    if (this.#current?.id === job.id) return { job, ...this.#current.progress, ahead: 0 };
    const place = Math.max(0, this.#line.indexOf(job.id));
    return { job, stage: 'waiting', fraction: 0, ahead: place + (this.#current ? 1 : 0) };
  }

  #nowMs(): number {
    return (this.#options.wallMs ?? Date.now)();
  }
}

function failed(error: unknown): Pick<AvatarJob, 'state' | 'failure'> {
  const known = error instanceof CodedError ? error : new CodedError('face.failed');
  const faces = facesIn(known);
  return {
    state: 'failed',
    failure: { code: known.code, message: known.message, ...(faces && { faces: [...faces] }) },
  };
}

type Faces = NonNullable<NonNullable<AvatarJob['failure']>['faces']>;

/** The boxes in a refusal because of several faces; the class of that error is in a package that may be missing. */
const facesIn = (error: CodedError): Faces | undefined =>
  'faces' in error ? (error.faces as Faces | undefined) : undefined;

const newId = (): string => randomBytes(16).toString('hex');
