import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Making, MakingProblem, type JobStatus } from './making.js';

const job = (stage: string, status: JobStatus['status'] = 'making'): JobStatus => ({
  ...{ jobId: 'j', avatarId: 'a', name: 'Anna', status, stage, progress: 0, ahead: 0, report: [], error: null },
});
const event = (status: JobStatus): string => `event: job\ndata: ${JSON.stringify(status)}\n\n`;
const polled = (status: JobStatus): Response => Response.json({ message: 'SUCCESS', data: status });

let asked: string[];
/** What the server answers, in turn. */
let answers: (() => Response | Promise<Response>)[];
let seen: string[];
beforeEach(() => {
  vi.useFakeTimers();
  [asked, seen] = [[], []];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path.replace('/api/open/v1/avatar/job', '').replace('?jobId=j', ''));
    return answers.shift()!();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const follow = async (): Promise<JobStatus> => {
  const following = new Making(() => 'key').follow('j', ({ stage }) => seen.push(stage), new AbortController().signal);
  following.catch(() => undefined); // it is looked at below
  await vi.advanceTimersByTimeAsync(60_000);
  return following;
};
const streamOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
    },
  });

it('a job is followed by its events alone, however they are cut', async () => {
  const text = event(job('find')) + ': still here\n\n' + event(job('matte')) + event(job('ended', 'done'));
  answers = [() => new Response(streamOf(text.slice(0, 31), text.slice(31, 200), text.slice(200)))];
  expect(await follow()).toMatchObject({ status: 'done' });
  expect([asked, seen]).toEqual([['/events'], ['find', 'matte']]);
});

it.each<[string, () => Response | Promise<Response>]>([
  ['are not known', () => Response.json({ message: 'Not found' }, { status: 404 })],
  ['do not come through', () => Promise.reject(new TypeError('failed'))],
  ['are held back', () => new Response(streamOf())],
  ['end before the job', () => new Response(event(job('find')))],
  ['fall silent', () => new Response(streamOf(event(job('find'))))],
  ['are something else', () => new Response(event(job('find')).replace('{', '<'))],
])('a job is asked about where its events %s', async (_why, events) => {
  answers = [events, () => polled(job('matte')), () => polled(job('ended', 'done'))];
  expect(await follow()).toMatchObject({ status: 'done' });
  expect(asked).toEqual(['/events', '', '']);
  expect(seen.at(-1)).toBe('matte');
});

it('a job that is not known is a problem', async () => {
  const unknown = () => Response.json({ message: 'No such job', advice: 'Begin anew.' }, { status: 404 });
  answers = [unknown, unknown];
  await expect(follow()).rejects.toEqual(new MakingProblem('No such job', 'Begin anew.'));
});

it('a server that is away for long is given up', async () => {
  const away = () => Promise.reject(new TypeError('failed'));
  answers = Array.from({ length: 21 }, () => away);
  await expect(follow()).rejects.toThrow('failed');
});
