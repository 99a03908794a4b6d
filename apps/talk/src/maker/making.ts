import type { Area } from './area.js';
import { eventsOf } from './job-events.js';

/** The making of a face as the server reports it. */
export interface JobStatus {
  jobId: string;
  avatarId: string;
  name: string;
  status: 'waiting' | 'making' | 'done' | 'failed' | 'cancelled';
  stage: string;
  /** 0…1. */
  progress: number;
  /** Jobs before this one. */
  ahead: number;
  report: { howMuch: string; advice: string }[];
  error: { code: string; message: string; advice: string; faces: Area[] } | null;
}

/** What the server has refused, with what helps. */
export class MakingProblem extends Error {
  constructor(
    message: string,
    readonly advice = '',
  ) {
    super(message);
  }
}

/** What is to be made of a picture. */
export interface MakingOptions {
  name: string;
  shape: string;
  /** As the server reads it: `own`, `blurred`, `transparent` or a colour. */
  background: string;
  /** Which face of the picture, counted from 1, from left to right; `undefined` where there is no doubt. */
  face: number | undefined;
}

const PATH = '/api/open/v1/avatar';
const POLL_MS = 500;
/** Requests without an answer after which the page gives up: a phone that sleeps misses some. */
const GIVE_UP_AFTER = 20;
const AWAY = 'The server cannot be reached';

/** Asks the server to make faces. */
export class Making {
  readonly #license: () => string | Promise<string>;

  /** @param license Returns a key that is good for one request at least. */
  constructor(license: () => string | Promise<string>) {
    this.#license = license;
  }

  /** @throws {MakingProblem} */
  begin(picture: Blob, { name, shape, background, face }: MakingOptions, signal: AbortSignal): Promise<JobStatus> {
    const body = new FormData();
    for (const [field, value] of Object.entries({ name, shape, background })) body.set(field, value);
    if (face !== undefined) body.set('face', String(face));
    body.set('picture', picture, 'picture.jpg');
    return this.#request('/add', { method: 'POST', body, signal });
  }

  /**
   * Follows a job by its events, and asks again and again where they do not come through.
   *
   * @returns The job as it ended. @throws {MakingProblem}
   */
  async follow(jobId: string, changed: (job: JobStatus) => void, signal: AbortSignal): Promise<JobStatus> {
    try {
      const response = await this.#send(`/job/events?jobId=${encodeURIComponent(jobId)}`, { signal });
      for await (const data of eventsOf(response)) {
        const job = JSON.parse(data) as JobStatus;
        if (isFinal(job)) return job;
        changed(job);
      }
    } catch (error) {
      if (signal.aborted) throw error;
    }
    return this.#poll(jobId, changed, signal);
  }

  /** Ends a job. Never rejects: one that goes on is no harm. */
  async cancel(jobId: string): Promise<void> {
    const body = JSON.stringify({ jobId });
    await this.#request('/job/cancel', { method: 'POST', body }).catch(() => undefined);
  }

  async #poll(jobId: string, changed: (job: JobStatus) => void, signal: AbortSignal): Promise<JobStatus> {
    for (let missed = 0; ;) {
      try {
        const job = await this.#request(`/job?jobId=${encodeURIComponent(jobId)}`, { signal });
        missed = 0;
        if (isFinal(job)) return job;
        changed(job);
      } catch (error) {
        if (!(error instanceof TypeError) || ++missed >= GIVE_UP_AFTER) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  async #request(path: string, init: RequestInit): Promise<JobStatus> {
    const response = await this.#send(path, init);
    const answer = (await response.json().catch(() => ({ message: AWAY }))) as {
      message: string;
      advice?: string;
      data: JobStatus;
    };
    if (!response.ok) throw new MakingProblem(answer.message, answer.advice);
    return answer.data;
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    return fetch(PATH + path, { ...init, headers: { license: await this.#license() } });
  }
}

const isFinal = ({ status }: JobStatus): boolean => status !== 'waiting' && status !== 'making';
