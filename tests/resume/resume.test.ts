import { CallViewer } from '@visavis/caller';
import { closeOf } from '@visavis/protocol';
import { startServer, type RunningServer } from '@visavis/server/testing';
import { beforeAll, describe, expect } from 'vitest';
import { Call } from '../support/call.js';
import { callTest } from '../support/call-test.js';
import { cuttingProxy, type CuttingProxy } from '../support/cutting-proxy.js';
import { sharedServer } from '../support/shared-server.js';
import { Returning } from './returning.js';

const QUESTION = 'thank you for your patience';
const ANSWER = 'You are very welcome. It will not take long now. Somebody will be with you in a moment.';
const SPOKEN_QUESTION = 'human-tt-weasels.wav';
const SPOKEN_SHORT_QUESTION = 'human-queue-thankyou.wav';
const DONE = 'realtime.response.audio_transcript.done';

let server: RunningServer;

/** A client that may return, and the network between it and the server. */
interface Visitor {
  readonly client: Returning;
  readonly proxy: CuttingProxy;
  /** Connects picture and sound, until the test ends. */
  watch(): Promise<CallViewer>;
}

const it = callTest(() => server).extend<{ visit: (onOpen?: readonly object[]) => Promise<Visitor> }>({
  visit: async ({ task: _task }, use) => {
    const closing: { close(): unknown }[] = [];
    await use(async (onOpen) => {
      const proxy = await cuttingProxy(server);
      const client = await Returning.open(proxy, onOpen);
      closing.push({ close: () => client.call.close() }, proxy);
      const watch = async (): Promise<CallViewer> => {
        const viewer = new CallViewer(client.call);
        closing.push(viewer);
        await viewer.connect();
        return viewer;
      };
      return { client, proxy, watch };
    });
    for (const part of closing) await part.close();
  },
});

beforeAll(async () => {
  server = await sharedServer();
});

const after = (ms: number) => new Promise((done) => setTimeout(done, ms));
const input = (content: string): object => ({ type: 'realtime.input_text', data: { content } });

/** Everything came, once and in order, and everything was valid. */
function expectNothingLost(client: Returning): void {
  expect(client.numbers).toEqual(client.numbers.map((_, index) => index + 1));
  expect(client.faults).toEqual([]);
}

describe.concurrent('a client whose socket is cut', () => {
  it('Scenario F5: in the middle of a reply hears it on, and reads all of it when it is back', async ({ visit }) => {
    const { client, proxy, watch } = await visit();
    const viewer = await watch();
    const sessionId = client.sessionId;
    client.say(input(QUESTION));
    await client.call.next('realtime.response.audio_transcript.delta');
    await viewer.audible(0.02);
    proxy.cut();
    await client.call.closed;
    await viewer.audible(0.02, viewer.sound.length + 50);
    const tookMs = await client.resume(proxy);
    console.info('resume', JSON.stringify({ tookMs: Math.round(tookMs) }));
    const done = await client.call.next(DONE);
    await client.call.next('realtime.response.audio.done');
    const deltas = client.calls.flatMap((call) => call.all('realtime.response.audio_transcript.delta'));
    expect(deltas.map(({ data }) => data.delta).join('')).toBe(done.data.content);
    expect(done.data.content).toBe(ANSWER);
    expect(client.types.filter((type) => type === DONE)).toHaveLength(1);
    expect(client.sessionId).toBe(sessionId);
    expect(client.call.types).not.toContain('realtime.session.created');
    expect(client.call.types).not.toContain('webrtc.signaling.offer');
    expect(client.call.received[0]?.frame).toMatchObject({
      type: 'conversation.connected.success',
      data: { resumed: true, resume: { window_s: 30 } },
    });
    expectNothingLost(client);
  });

  it('in the middle of a sentence has said what it had said by then, and is heard again when it is back', async ({
    visit,
    speaker,
  }) => {
    const { client, proxy, watch } = await visit();
    await watch();
    const mouth = speaker(client.call);
    await mouth.say(SPOKEN_QUESTION);
    await client.call.next('realtime.input_audio_buffer.speech_started');
    proxy.cut();
    await client.call.closed;
    mouth.close();
    await after(3_000);
    await client.resume(proxy);
    await client.call.next('realtime.conversation.item.input_audio_transcription.completed');
    expect(client.types.filter((type) => type.endsWith('speech_stopped'))).toHaveLength(1);
    const again = speaker(client.call);
    await again.say(SPOKEN_SHORT_QUESTION);
    await client.call.next(DONE, { fits: ({ data }) => data.content === ANSWER });
    expectNothingLost(client);
  });

  it('while its tool works gives the output when it is back, once however often it repeats it', async ({ visit }) => {
    const tool = { type: 'function', name: 'end_conversation', description: 'Ends the conversation', parameters: {} };
    const { client, proxy, watch } = await visit([
      { type: 'realtime.input_function_call', data: { content: JSON.stringify([tool]) } },
    ]);
    await watch();
    client.say(input('Goodbye!'));
    const { data } = await client.call.next('realtime.response.function_call_arguments.done');
    proxy.cut();
    await client.call.closed;
    const output = { type: 'realtime.function_call_output', data: { call_id: data.call_id, output: 'ok' } };
    client.say(output); // no server receives it
    await client.resume(proxy);
    const reply = await client.call.next(DONE);
    expect(reply.data.content).toMatch(/^Goodbye/);
    proxy.cut();
    await client.call.closed;
    await client.resume(proxy);
    client.call.send({ ...output, seq: 2 });
    client.say(input(QUESTION));
    await client.call.next(DONE, { fits: ({ data }) => data.content === ANSWER });
    expect(client.types).not.toContain('realtime.warning');
    expectNothingLost(client);
  });

  it('comes back although the server still takes the old socket for alive', async ({ visit }) => {
    const { client, proxy } = await visit();
    const old = client.call;
    proxy.freeze();
    client.say(input(QUESTION)); // no server receives it
    await client.resume(server);
    await client.call.next('realtime.response.audio_transcript.delta');
    expect(old.isOpen).toBe(true);
    proxy.cut();
    await after(500);
    expect(client.call.isOpen).toBe(true);
    expectNothingLost(client);
  });

  it('is refused when it comes too late or with a token that is spent', async ({ visit }) => {
    const { client } = await visit();
    const { token } = client.call.all('conversation.connected.success')[0]!.data.resume!;
    await client.call.close();
    for (const resume of [token, 'vvr_guessed']) {
      const late = new Call(server, { query: { license: '', resume, after: '0' } });
      const { code, reason } = closeOf('session.gone');
      expect(await late.closed).toEqual({ code, reason });
      expect(late.all('conversation.connected.fail')).toMatchObject([{ data: { code: 410 } }]);
      expect(late.received).toHaveLength(1);
    }
  });
});

it.concurrent('a viewer that loses picture and sound loses nothing of the conversation', async ({ visit }) => {
  const { client, watch } = await visit();
  const viewer = await watch();
  client.say(input(QUESTION));
  await viewer.audible(0.02);
  viewer.close();
  const { data } = await client.call.next(DONE);
  expect(data.content).toBe(ANSWER);
  client.say(input('please try your call again later'));
  await client.call.next(DONE, { fits: ({ data }) => data.content.includes('I will try again later') });
  expectNothingLost(client);
});

it.concurrent('a server that was started anew knows no earlier session', async () => {
  const first = await startServer();
  const client = await Returning.open(first);
  await first.stop();
  const second = await startServer();
  await expect(client.resume(second)).rejects.toThrow('1008 Session gone');
  expect(client.call.all('conversation.connected.fail')).toMatchObject([{ data: { code: 410 } }]);
  await second.stop();
});

// Counts the sessions of the server: it runs beside no other test.
it('a client that knows nothing of it is sent no numbers and no token, and is gone with its socket', async ({
  ready,
}) => {
  const sessions = async () => (await server.health()).counts['sessions'];
  const call = await ready();
  expect(call.received.filter(({ text }) => /"seq"|"resume":|vvr_/.test(text))).toEqual([]);
  await expect.poll(sessions).toBe(1);
  call.cut();
  await expect.poll(sessions).toBe(0);
});
