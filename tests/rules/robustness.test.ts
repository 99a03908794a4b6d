import { beforeAll, describe, expect } from 'vitest';
import type { Call } from '../support/call.js';
import { callTest } from '../support/call-test.js';
import { sharedServer } from '../support/shared-server.js';
import { CallViewer } from '@visavis/caller';
import { picture } from '../support/picture.js';
import type { RunningServer } from '@visavis/server/testing';

let server: RunningServer;
const it = callTest(() => server);
const QUESTION = 'Thank you for your patience';
const ANSWER = /welcome/;

beforeAll(async () => {
  server = await sharedServer();
});

/** The session still does what it is for. */
async function answers(call: Call, question = QUESTION, answer = ANSWER): Promise<void> {
  const from = call.received.length;
  call.type(question);
  await call.next('realtime.response.audio_transcript.delta', { from, fits: ({ data }) => answer.test(data.content) });
  call.send({ type: 'response.cancel' });
  await call.next('realtime.response.audio.done', { from });
}

const message = (type: string, data: unknown = {}): string => JSON.stringify({ type, data });
const shown = (chars: number, reply: 0 | 1): string =>
  message('realtime.input_image', { content: picture(chars), reply });

const RUBBISH: readonly [name: string, frames: readonly (string | Buffer)[]][] = [
  ['bad JSON', ['', '{', 'null', '[]', '42', '"text"', '{"type":', '\u0000']],
  ['unknown types', [message('realtime.hologram'), message('__proto__'), message('constructor'), '{"type":""}', '{}']],
  [
    'wrong fields',
    [
      message('realtime.input_audio_buffer.append', { audio: 7 }),
      message('realtime.input_config', { content: '{"voice":{},"prompt":[],"tools":{}}' }),
      message('realtime.input_function_call', { content: 'not a list' }),
      JSON.stringify({ type: 'session.update', session: { turn_detection: 'none', temperature: {}, voice: 3 } }),
      JSON.stringify({ type: 'conversation.item.create', item: { type: 'message', content: { text: 1 } } }),
      JSON.stringify({ type: 'conversation.item.create' }),
      message('realtime.input_text', { content: '' }),
      JSON.stringify({ type: 'webrtc.signaling.answer', data: [] }),
    ],
  ],
  ['a picture of eight megabytes', [shown(8 * 1024 * 1024, 0)]],
  [
    'odd base64',
    ['A', '====', 'AAA', '!!!!', 'AAAAA', '', 'AAA=', 'ÄÖÜ'].map((audio) =>
      message('realtime.input_audio_buffer.append', { audio }),
    ),
  ],
  ['binary frames', [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(9_600, 7)]],
  [
    'candidates that no peer has',
    [
      null,
      '',
      {},
      { candidate: '' },
      { candidate: 'candidate:rubbish', sdpMid: '9' },
      { candidate: 'x', sdpMLineIndex: 9 },
    ].map((candidate) => message('webrtc.signaling.iceCandidate', { candidate })),
  ],
  [
    'descriptions that no peer wrote',
    ['offer', 'answer'].flatMap((type) =>
      ['', 'v=0\r\n', 'v=0\r\nm=video 9 X 0\r\n', 'x'.repeat(50_000)].map((sdp) =>
        message(`webrtc.signaling.${type}`, { sdp: { type, sdp } }),
      ),
    ),
  ],
  [
    'objects nested without end',
    [`{"type":"realtime.input_text","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ],
];

describe('C-10: a session survives what no client should send, and answers afterwards', () => {
  it.for(RUBBISH)('%s', async ([, frames], { ready }) => {
    const [victim, neighbour] = [await ready(), await ready()];
    for (const frame of frames) victim.sendRaw(frame);
    await Promise.all([answers(victim), answers(neighbour)]);
    expect(victim.types.filter((type) => type.endsWith('error'))).toEqual([]);
    expect(neighbour.types).not.toContain('realtime.warning');
    expect(victim.isOpen && neighbour.isOpen).toBe(true);
  });

  it('a picture it is asked about and cannot see, which it says', async ({ ready }) => {
    const call = await ready();
    call.sendRaw(shown(4_000, 1));
    const { data } = await call.next('realtime.response.audio_transcript.delta');
    expect(data.content).toMatch(/see/);
  });
});

it('what cannot be read is answered with a warning that names it', async ({ ready }) => {
  const call = await ready();
  call.sendRaw(message('realtime.input_audio_buffer.append', { audio: 7 }));
  const { data } = await call.next('realtime.warning');
  expect(data).toMatchObject({ code: 'protocol.malformed', message: expect.stringContaining('audio') as string });
});

it('a viewer whose certificate is not the one it announced gets no picture', async ({ ready, onTestFinished }) => {
  const call = await ready();
  const viewer = new CallViewer(call, { changes: { fingerprint: Array(32).fill('AB').join(':') } });
  onTestFinished(() => viewer.close());
  // The viewer itself is content: it is the server that must refuse.
  await viewer.connect().catch(() => undefined);
  await expect.poll(() => server.output()).toContain('certificate is not the one it announced');
  expect(viewer.video).toEqual([]);
  await answers(call);
});

it('a session whose offer is never answered is a conversation in writing', async ({ ready }) => {
  const call = await ready();
  await answers(call);
  await call.next('realtime.response.audio.done');
  expect(call.isOpen).toBe(true);
});

it('C-15: a viewer that vanishes without a word costs the session its picture, not its conversation', async ({
  watch,
}) => {
  const { call, viewer } = await watch();
  await viewer.more('video', 10);
  viewer.close();
  await answers(call);
});

it('a socket cut in the middle of a word ends that session and no other', async ({ watch, ready, speaker }) => {
  const [{ call: victim }, neighbour] = [await watch(), await ready()];
  const mouth = speaker(victim);
  await mouth.say('human-jfk.wav');
  await victim.next('realtime.input_audio_buffer.speech_started');
  victim.cut();
  await expect.poll(async () => (await server.health()).counts['sessions'], { timeout: 10_000 }).toBe(1);
  await answers(neighbour);
});

it('C-14: two sessions on one licence are two conversations', async ({ ready }) => {
  const [first, second] = [await ready(), await ready()];
  first.type(QUESTION);
  second.type('Please try your call again later');
  const said = await Promise.all([first, second].map((call) => call.next('realtime.response.audio_transcript.delta')));
  expect(said[0]!.data.content).toMatch(ANSWER);
  expect(said[1]!.data.content).toMatch(/try again later/);
});

it('a client that floods its session is cut down to size, and no other client notices', async ({ ready }) => {
  const [flood, neighbour] = [await ready(), await ready()];
  for (let i = 0; i < 5_000; i++) flood.sendRaw(message('realtime.hologram'));
  await answers(neighbour);
  const { data } = await flood.next('realtime.warning');
  expect(data.code).toBe('flood');
});
