import { resolve } from 'node:path';
import { closeOf } from '@visavis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Returning } from '../resume/returning.js';
import { Call } from '../support/call.js';
import { CallViewer } from '@visavis/caller';
import { processState } from '../support/process-state.js';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { Speaker } from '../support/speaker.js';

let server: RunningServer;
/** More than run at a time, few enough to fill. */
const MAX_SESSIONS = 12;
/** Clients that never come back, lost before the tests begin, so that they are waited for while those run. */
const STRAYS = 4;
const RETURN_WITHIN_MS = 30_000;
let strayed: { server: RunningServer; lostMs: number };

beforeAll(async () => {
  const settings = {
    VISAVIS_KNOWLEDGE: resolve('tests/fixtures/knowledge/front-desk.md'),
    VISAVIS_MAX_SESSIONS: String(MAX_SESSIONS),
  };
  [server, strayed] = await Promise.all([startServer(settings), startServerAndStray()]);
});
afterAll(() => Promise.all([server?.stop(), strayed?.server.stop()]));

async function startServerAndStray(): Promise<typeof strayed> {
  const server = await startServer();
  const clients = await Promise.all(Array.from({ length: STRAYS }, () => Returning.open(server)));
  expect((await server.health()).counts).toMatchObject({ sessions: STRAYS });
  clients.forEach(({ call }) => call.cut());
  return { server, lostMs: performance.now() };
}

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const ignore = () => undefined;

async function ready(on = server): Promise<Call> {
  const call = new Call(on);
  await call.next('realtime.session.updated');
  return call;
}

async function watched(on = server): Promise<{ call: Call; viewer: CallViewer }> {
  const call = new Call(on);
  const viewer = new CallViewer(call);
  // A connection that failed has to be cleaned up as well; that none fails is for the tests of signalling.
  await viewer.connect().then(() => viewer.more('video', 2), ignore);
  return { call, viewer };
}

/** One session from its beginning to one of its possible ends. */
const ENDS: readonly [name: string, run: () => Promise<unknown>][] = [
  ['closed in order', async () => (await ready()).close()],
  ['cut', async () => (await ready()).cut()],
  [
    'cut before anything was said',
    async () => {
      const call = new Call(server);
      await Promise.race([call.next('conversation.connected.success'), after(5)]).catch(ignore);
      call.cut();
    },
  ],
  [
    'closed after it was cut and resumed',
    async () => {
      const client = await Returning.open(server);
      client.call.cut();
      await client.resume(server);
      await client.call.close();
    },
  ],
  [
    'closed after its socket was taken over',
    async () => {
      const client = await Returning.open(server);
      await client.resume(server);
      await client.calls[0]!.closed;
      await client.call.close();
    },
  ],
  [
    'closed in the moment of the offer',
    async () => {
      const call = new Call(server);
      await call.next('webrtc.signaling.offer');
      await call.close();
    },
  ],
  ['refused for its key', () => new Call(server, { query: { license: 'wrong' } }).closed],
  ['refused for its avatar', () => new Call(server, { query: { avatarId: 'nobody' } }).closed],
  [
    'closed while it is watched',
    async () => {
      const { call, viewer } = await watched();
      await call.close();
      viewer.close();
    },
  ],
  [
    'cut while it speaks',
    async () => {
      const { call, viewer } = await watched();
      call.type('weasels have eaten our phone system');
      await call.next('realtime.response.audio_transcript.delta');
      await after(150);
      call.cut();
      viewer.close();
    },
  ],
  [
    'closed after its viewer vanished',
    async () => {
      const { call, viewer } = await watched();
      viewer.close();
      await call.close();
    },
  ],
  [
    'cut in the middle of a word',
    async () => {
      const call = await ready();
      const mouth = new Speaker(call);
      await mouth.say('human-jfk.wav');
      await call.next('realtime.input_audio_buffer.speech_started');
      mouth.close();
      call.cut();
    },
  ],
  [
    'closed after an answer that is of no use',
    async () => {
      const call = await ready();
      call.send({ type: 'webrtc.signaling.answer', data: { sdp: 'nonsense' } });
      call.sendRaw('{');
      await call.close();
    },
  ],
  [
    'closed while its reply is being made',
    async () => {
      const call = await ready();
      call.type('weasels have eaten our phone system');
      await call.close();
    },
  ],
];

describe('C-15: after any ending the session is gone within a second', () => {
  const SESSIONS = 200;
  const AT_A_TIME = 8;
  const GONE_WITHIN_MS = 1_000;
  /** What the first sessions bring to stay: the pools of the language's runtime and of libraries. */
  const WARM_UP = ENDS.length;

  const run = async (count: number): Promise<void> => {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < count; i = next++) await ENDS[i % ENDS.length]![1]();
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  };

  /** The second decoder is loaded when two users first speak at once, and stays as well. */
  const speakAtOnce = async (): Promise<void> => {
    const calls = await Promise.all([ready(), ready()]);
    const speakers = calls.map((call) => new Speaker(call));
    await Promise.all(speakers.map((speaker) => speaker.say('human-jfk.wav')));
    await Promise.all(calls.map((call) => call.next('realtime.conversation.item.input_audio_transcription.completed')));
    for (const speaker of speakers) speaker.close();
    await Promise.all(calls.map((call) => call.close()));
  };

  it(`Scenario L4: timers, sockets, threads and encoders are back where they were after ${SESSIONS} sessions`, async () => {
    await run(WARM_UP);
    await speakAtOnce();
    await after(3 * GONE_WITHIN_MS);
    const before = await held();
    await run(SESSIONS);
    try {
      await expect.poll(async () => more(before, await held()), { timeout: GONE_WITHIN_MS, interval: 50 }).toEqual({});
    } finally {
      console.info('endings', JSON.stringify({ before, after: await held() }));
    }
  }, 300_000);
});

/** What is open now, by the server's own count and by the system's. */
async function held(): Promise<Record<string, number>> {
  await server.health(); // its own kept-alive connection is part of every count
  const { counts } = await server.health();
  const open = [
    'sessions',
    'sockets',
    'queued',
    'resumable',
    'peerConnections',
    'liveEncoders',
    'recognitions',
    'timers',
  ];
  for (const name of open) if (counts[name] === undefined) throw new Error(`healthz does not count ${name}`);
  const { threads = 0, descriptors = 0 } = (await processState(server.pid)) ?? {};
  return { ...Object.fromEntries(open.map((name) => [name, counts[name]!])), threads, descriptors };
}

/** What is held now and was not before. */
function more(before: Record<string, number>, now: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(now).filter(([name, count]) => count > before[name]!));
}

it('Rule 1, A-24: a full server says so in both spellings before it closes, lets those wait who want to, and has room again', async () => {
  const guests = await Promise.all(Array.from({ length: MAX_SESSIONS }, () => ready()));
  const late = new Call(server);
  const full = closeOf('capacity.full');
  expect(await late.closed).toEqual({ code: full.code, reason: full.reason });
  expect(late.types).toEqual(['conversation.connected.gpu_full', 'realtime.session.gpu_full']);
  expect(late.faults).toEqual([]);
  const patient = new Call(server, { query: { queue: '1' } });
  const impatient = new Call(server, { query: { queue: '1' } });
  expect((await impatient.next('conversation.queue.updated')).data.position).toBe(2);
  impatient.cut();
  await expect.poll(async () => (await server.health()).counts['queued']).toBe(1);
  guests.pop()!.cut();
  await patient.next('realtime.session.created');
  expect(patient.all('conversation.queue.updated')[0]?.data.position).toBe(1);
  expect(patient.faults).toEqual([]);
  patient.cut();
  await expect.poll(async () => (await server.health()).counts['sessions']).toBe(MAX_SESSIONS - 1);
  await (await ready()).close();
  await Promise.all(guests.map((guest) => guest.close()));
});

it('Scenario L3: fifty clients in one moment come in or receive their number in line, and a viewer sees no gap', async () => {
  const { call, viewer } = await watched();
  const clients = Array.from({ length: 50 }, () => new Call(server, { query: { queue: '1' } }));
  const received = clients.map((client) =>
    Promise.race([
      client.next('realtime.session.created').then(() => 0),
      client.next('conversation.queue.updated').then(({ data }) => data.position),
    ]),
  );
  const numbers = (await Promise.all(received)).sort((a, b) => a - b);
  const inside = MAX_SESSIONS - 1;
  expect(numbers).toEqual([...Array<number>(inside).fill(0), ...Array.from({ length: 50 - inside }, (_, i) => i + 1)]);
  await viewer.more('video', 25);
  const steps = viewer.video.slice(1).map(({ timestamp }, i) => (timestamp - viewer.video[i]!.timestamp) >>> 0);
  expect(Math.max(...steps)).toBeLessThan(2 * 90_000);
  for (const client of clients) client.cut();
  await call.close();
  viewer.close();
  await expect.poll(async () => (await server.health()).counts).toMatchObject({ sessions: 0, queued: 0 });
});

it.concurrent('R-08, Scenario G3: a server whose log is not read answers, and ends when it is stopped', async () => {
  const unread = await startServer({ LOG_LEVEL: 'debug' }, { readsLog: false });
  // What they log is more than the pipe of a log holds.
  for (const loud of await Promise.all([ready(unread), ready(unread)]))
    for (let i = 0; i < 900; i++) loud.send({ type: `realtime.unknown-${i}-${'x'.repeat(100)}` });
  await ready(unread);
  expect((await unread.health()).counts).toMatchObject({ sessions: 3 });
  expect(await unread.stop()).toBe(0);
});

it.concurrent('Scenario G1: a server that is stopped says goodbye to every client and exits with 0', async () => {
  const stopping = await startServer();
  const calls = await Promise.all([ready(stopping), watched(stopping).then(({ call }) => call)]);
  const exitCode = stopping.stop();
  const { code, reason } = closeOf('session.server_stopping');
  for (const call of calls) {
    expect(await call.closed).toEqual({ code, reason });
    expect(call.all('conversation.connected.close')).toHaveLength(1);
    expect(call.faults).toEqual([]);
  }
  expect(await exitCode).toBe(0);
});

it('nothing is left of clients that never came back', async () => {
  await after(Math.max(0, strayed.lostMs + RETURN_WITHIN_MS - performance.now()));
  const open = { sessions: 0, sockets: 0, resumable: 0, peerConnections: 0, liveEncoders: 0, recognitions: 0 };
  await expect.poll(async () => (await strayed.server.health()).counts).toMatchObject(open);
});
