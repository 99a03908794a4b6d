import { CodedError } from '@visavis/core';
import { avatarAddRequest, avatarJobRequest, type AvatarAddRequest } from '@visavis/protocol/rest';
import { isFinal } from '@visavis/store';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { AddressLimit } from '../address/address-limit.js';
import type { AvatarWorkshop, JobView } from '../making/avatar-workshop.js';
import type { FaceMaker } from '../making/face-maker-package.js';
import { jobStatus } from '../making/job-status.js';
import type { DownloadPicture } from '../making/picture-download.js';
import type { EngineNames } from '../choosing/chosen-engines.js';
import { providerNameOf, wrongChoice } from './engine-choices.js';
import { checked, makersOnly, parse, refuse, refuseAs, stillLoading, succeed, type Env } from './envelope.js';
import { MAX_FIELDS_BYTES, readUpload, type Upload } from './picture-upload.js';

export interface AvatarJobsOptions {
  readonly workshop: AvatarWorkshop;
  readonly download: DownloadPicture;
  /** @throws {CodedError} `face.unavailable` where no faces can be made. */
  readonly maker: () => Promise<Pick<FaceMaker, 'readPictureHeader'>>;
  /** `undefined` while they are loading. */
  names(): EngineNames | undefined;
}

/** Size of the largest file of a picture. */
export const MAX_PICTURE_BYTES = 25_000_000;
/** Pictures that come in at a time, of all licences and of one: each is held in memory whole. */
const AT_A_TIME = { each: 2, all: 6 };
/** Proxies close streams that are silent for a minute. */
const HEARTBEAT_MS = 15_000;

/** Makes avatars of pictures: each request begins a job, which clients poll, follow by its events, or cancel. */
export function avatarJobs(options: AvatarJobsOptions): Hono<Env> {
  const api = new Hono<Env>();
  api.onError((error, context) => refuseAs(context, error));
  const coming = new AddressLimit(AT_A_TIME);
  const inTurn: MiddlewareHandler<Env> = async (context, next) => {
    const leave = coming.take(context.get('authorisation').licenceId);
    if (!leave) return refuse(context, 'avatar.too_many_jobs');
    try {
      await next();
    } finally {
      leave();
    }
  };
  const jsonLimit = bodyLimit({
    maxSize: MAX_FIELDS_BYTES,
    onError: (context) => refuse(context, 'face.picture_too_big'),
  });
  // A form is bounded as it is read; this limit would hold all of one whose length is not declared first.
  const limit: MiddlewareHandler<Env> = (context, next) => (isForm(context) ? next() : jsonLimit(context, next));
  api.post('/api/open/v1/avatar/add', makersOnly, inTurn, limit, (context) => add(context, options));
  api.get('/api/open/v1/avatar/job', async (context) =>
    succeed(context, jobStatus(await jobOf(context, options, context.req.query('jobId')))),
  );
  api.get('/api/open/v1/avatar/job/events', async (context) => {
    const { job } = await jobOf(context, options, context.req.query('jobId'));
    return follow(context, options.workshop, job.id);
  });
  api.post('/api/open/v1/avatar/job/cancel', makersOnly, bodyLimit({ maxSize: 1024 }), async (context) => {
    const request = checked(context, avatarJobRequest, parse(await context.req.text()));
    if (request instanceof Response) return request;
    const { job } = await jobOf(context, options, request.data.jobId);
    await options.workshop.cancel(job.id);
    return succeed(context, jobStatus(await jobOf(context, options, job.id)));
  });
  return api;
}

async function add(context: Context<Env>, options: AvatarJobsOptions): Promise<Response> {
  const maker = await options.maker();
  const upload = await uploadOf(context);
  if (!upload) return refuse(context, 'request.invalid', 'The body: must be a form (multipart/form-data) or JSON');
  const request = checked(context, avatarAddRequest, upload.fields);
  if (request instanceof Response) return request;
  const names = options.names();
  if (!names) return stillLoading(context);
  const { data } = request;
  const wrong = wrongChoice(data, names);
  if (wrong !== undefined) return refuse(context, 'request.invalid', wrong);
  const picture = upload.picture ?? (data.url && (await options.download(data.url, context.req.raw.signal)));
  if (!picture)
    return refuse(context, 'request.invalid', 'picture: is missing; send the file, or its address as `url`');
  // What is no picture is refused at once, and the rest by the job.
  maker.readPictureHeader(picture);
  const { licenceId } = context.get('authorisation');
  const avatar = { owner: licenceId, ...recordOf(data, providerNameOf(data.providerId, names)) };
  return succeed(
    context,
    jobStatus(await options.workshop.submit({ avatar, licenceId, picture, face: data.face, shape: data.shape })),
  );
}

const isForm = ({ req }: Context): boolean => /^multipart\/form-data\b/i.test(req.header('content-type') ?? '');

async function uploadOf(context: Context<Env>): Promise<Upload | undefined> {
  const { req } = context;
  if (!isForm(context)) {
    const fields = parse(await req.text());
    return typeof fields === 'object' && fields !== null ? { fields: fields as Upload['fields'] } : undefined;
  }
  const { body } = req.raw;
  const contentType = req.header('content-type') ?? '';
  return body ? readUpload(body, contentType, MAX_PICTURE_BYTES).catch(unlessCoded) : undefined;
}

/** A form that is damaged or cut short is none. */
function unlessCoded(error: unknown): undefined {
  if (error instanceof CodedError) throw error;
  return undefined;
}

const recordOf = (
  { name, model, voice, pronunciations, prompt, firstMessage, background, expression }: AvatarAddRequest,
  providerName: string | undefined,
) => ({
  name,
  ...(providerName && { providerName }),
  ...(model && { model }),
  ...(voice && { voice }),
  ...(pronunciations && { pronunciations }),
  ...(prompt && { prompt }),
  ...(firstMessage && { firstMessage }),
  ...(background && { background }),
  ...(expression && { expression }),
});

/** @throws {CodedError} `avatar.job_not_found` where the licence of this request has not begun the job. */
async function jobOf(context: Context<Env>, { workshop }: AvatarJobsOptions, id = ''): Promise<JobView> {
  const found = await workshop.find(id);
  if (found?.job.licenceId === context.get('authorisation').licenceId) return found;
  throw new CodedError('avatar.job_not_found');
}

/** Server-sent events: `job` at once and whenever something has changed; the last one holds a final status. */
function follow(context: Context<Env>, workshop: AvatarWorkshop, id: string): Response {
  return streamSSE(context, async (stream) => {
    let hasNews = false;
    let wake = (): void => undefined;
    const changed = (): void => {
      hasNews = true;
      wake();
    };
    const off = workshop.events.on('changed', ({ job }) => void (job.id === id && changed()));
    stream.onAbort(changed);
    const heartbeat = setInterval(() => void stream.write(': still here\n\n'), HEARTBEAT_MS);
    try {
      // Where changes come faster than the client reads, it receives the latest.
      for (let view = await workshop.find(id); view && !stream.aborted; view = await workshop.find(id)) {
        await stream.writeSSE({ event: 'job', data: JSON.stringify(jobStatus(view)) });
        if (isFinal(view.job)) return;
        if (!hasNews) await new Promise<void>((resolve) => (wake = resolve));
        hasNews = false;
      }
    } finally {
      clearInterval(heartbeat);
      off();
    }
  });
}
