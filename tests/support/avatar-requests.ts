import { avatarJobStatus, type AvatarJobStatus } from '@visavis/protocol/rest';
import type { RunningServer } from '@visavis/server/testing';
import { EventSourceParserStream } from 'eventsource-parser/stream';

/** The response to a request about avatars. */
export interface AvatarAnswer {
  readonly status: number;
  readonly message: string;
  /** Code in the table of errors. */
  readonly error?: string;
  readonly data: unknown;
}

/** Requests about the avatars of a server, with its own key. */
export class AvatarRequests {
  readonly #server: Pick<RunningServer, 'url' | 'license'>;

  constructor(server: Pick<RunningServer, 'url' | 'license'>) {
    this.#server = server;
  }

  async send(path: string, init: RequestInit = {}): Promise<AvatarAnswer> {
    const { url, license } = this.#server;
    const response = await fetch(`${url}/api/open/v1/avatar/${path}`, { ...init, headers: { license } });
    return { status: response.status, ...((await response.json()) as Omit<AvatarAnswer, 'status'>) };
  }

  /** Begins to make an avatar. */
  add(name: string, picture: Uint8Array): Promise<AvatarAnswer> {
    const body = new FormData();
    body.set('name', name);
    body.set('picture', new Blob([new Uint8Array(picture)]), 'picture');
    return this.send('add', { method: 'POST', body });
  }

  /** Waits for the event with which a job is as it is wanted. */
  async until(jobId: string, isWanted: (job: AvatarJobStatus) => boolean): Promise<AvatarJobStatus> {
    const { url, license } = this.#server;
    const path = `${url}/api/open/v1/avatar/job/events?jobId=${jobId}`;
    const { body } = await fetch(path, { headers: { license } });
    const events = body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
    for (let next = await events.read(); !next.done; next = await events.read()) {
      const job = avatarJobStatus.parse(JSON.parse(next.value.data));
      if (!isWanted(job)) continue;
      await events.cancel();
      return job;
    }
    throw new Error('The job has ended in another way');
  }

  /** @returns The job as it ended. */
  ended(jobId: string): Promise<AvatarJobStatus> {
    return this.until(jobId, ({ status }) => status !== 'waiting' && status !== 'making');
  }
}
