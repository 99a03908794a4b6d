import { CodedError } from '@visavis/core';
import { FakeClock, seeded } from '@visavis/core/testing';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConversationEvents } from '../conversation-events.js';
import type { JsonObject } from '../ports.js';
import { FakeAligner, FakeInterlocutor, FakeOutput, FakeSynthesizer, FakeVad } from '../testing/index.js';
import type { OwnTools } from '../tools/own-tools.js';
import { Exchange } from './exchange.js';

const STEP_MS = 20;
type Name = keyof ConversationEvents;
const random = seeded(1);

let clock: FakeClock;
let vad: FakeVad;
let interlocutor: FakeInterlocutor;
let output: FakeOutput;
let aligner: FakeAligner;
let exchange: Exchange;
let log: { name: Name; event: ConversationEvents[Name] }[];

function open(tools?: OwnTools): void {
  clock = new FakeClock();
  vad = new FakeVad();
  interlocutor = new FakeInterlocutor();
  output = new FakeOutput(clock);
  aligner = new FakeAligner();
  log = [];
  exchange = new Exchange({ interlocutor, vad, synthesizer: new FakeSynthesizer(), aligner, output, tools, clock });
  const names: Name[] = [
    'speechStarted',
    'speechStopped',
    'transcribed',
    'turnTaken',
    'replyStarted',
    'replyDelta',
    'replyProgress',
    'toolCallDelta',
    'toolCalled',
    'replyDone',
    'audioDone',
    'latency',
    'warning',
  ];
  for (const name of names) exchange.events.on(name, (event) => log.push({ name, event }));
}
beforeEach(() => open());
afterEach(() => exchange.close());

const all = <N extends Name>(name: N) =>
  log.filter((entry) => entry.name === name).map(({ event }) => event as ConversationEvents[N]);
const names = (...without: Name[]) => log.map(({ name }) => name).filter((name) => !without.includes(name));

async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

async function run(ms: number, sample: () => number = () => 0): Promise<void> {
  for (let at = 0; at < ms; at += STEP_MS) {
    exchange.hear(Float32Array.from({ length: (LISTEN_RATE_HZ * STEP_MS) / 1000 }, sample));
    clock.advance(STEP_MS);
    await settle();
  }
}
const userSpeaks = (ms = 600) => run(ms, () => (random() - 0.5) * 0.4);
async function userSays(ms = 600): Promise<void> {
  await userSpeaks(ms);
  await run(540);
}

describe('a turn', () => {
  it('is heard whole by the interlocutor, and answered without waiting for its words', async () => {
    await userSays();
    const [heard] = interlocutor.heard;
    expect(heard).toMatchObject({ finished: true, itemId: 'item_1' });
    expect((heard?.samples ?? 0) / LISTEN_RATE_HZ).toBeGreaterThan(0.9);
    expect(interlocutor.replies.length).toBe(1);
    expect(names()).toEqual(['speechStarted', 'speechStopped', 'replyStarted']);
  });

  it('has its words in front of the answer, however late they come', async () => {
    await userSays();
    interlocutor.reply.says('Noon.', 400);
    interlocutor.reply.end();
    await run(600);
    interlocutor.heard[0]?.transcribe('What time is it?');
    await settle();
    expect(exchange.history).toEqual([
      { id: 'item_1', role: 'user', text: 'What time is it?' },
      { id: 'item_2', role: 'assistant', text: 'Noon.' },
    ]);
    expect(all('transcribed')).toEqual([{ itemId: 'item_1', text: 'What time is it?', unclear: false }]);
    expect(all('turnTaken')).toEqual([{ itemId: 'item_1', text: 'What time is it?' }]);
  });

  it('whose words are not known is answered all the same', async () => {
    await userSays();
    interlocutor.heard[0]?.fail();
    await settle();
    expect(all('transcribed')).toEqual([{ itemId: 'item_1', text: '', unclear: true }]);
    expect(all('warning').map(({ code }) => code)).toEqual(['provider.failed']);
    expect(interlocutor.replies.length).toBe(1);
  });

  it('is not answered where the client asks for answers one by one', async () => {
    exchange.configure({ turnDetection: { createResponse: false } });
    await userSays();
    expect([interlocutor.heard[0]?.finished, interlocutor.replies.length]).toEqual([true, 0]);
    exchange.createResponse({ instructions: 'Be brief.' });
    expect(interlocutor.reply.settings.instructions).toBe('Be brief.');
  });

  it('is taken by hand where detection is off', async () => {
    exchange.configure({ turnDetection: null });
    await userSays();
    expect(interlocutor.heard).toEqual([]);
    exchange.commit();
    await settle();
    expect(interlocutor.heard[0]).toMatchObject({ finished: true, itemId: 'item_1' });
    expect(interlocutor.replies.length).toBe(0);
  });

  it('that the client takes back is neither kept nor answered', async () => {
    await userSpeaks();
    exchange.clearInput();
    await settle();
    expect(interlocutor.heard[0]).toMatchObject({ finished: false, closed: true, itemId: undefined });
    expect([interlocutor.replies.length, exchange.history]).toEqual([0, []]);
  });
});

describe('a reply', () => {
  it('that comes at once is said in real time, with the lips of the aligner', async () => {
    exchange.configure({ language: 'de' });
    exchange.createResponse();
    interlocutor.reply.says('One two three four five six.', 12_000);
    interlocutor.reply.end();
    for (let i = 0; i < 300; i++) {
      clock.advance(20);
      await settle();
    }
    expect(all('replyDone')).toEqual([]);
    expect(aligner.opened[0]?.options).toEqual({ language: 'de' });
    await run(6_300);
    expect(all('replyDone')).toMatchObject([{ text: 'One two three four five six.', interrupted: false }]);
    expect(Math.round(aligner.opened.reduce((ms, { writtenMs }) => ms + writtenMs, 0))).toBeGreaterThan(11_990);
    expect(aligner.opened.every(({ ended }) => ended)).toBe(true);
  });

  it('has its words released as they are heard', async () => {
    exchange.createResponse();
    interlocutor.reply.says('One two three four five six seven eight.', 4_000);
    interlocutor.reply.end();
    await run(40);
    expect(all('replyDelta')).toEqual([]);
    await run(2_100);
    const half = all('replyDelta')
      .map(({ text }) => text)
      .join('');
    expect(half).toBe('One two three four');
    await run(2_200);
    expect(
      all('replyDelta')
        .map(({ text }) => text)
        .join(''),
    ).toBe('One two three four five six seven eight.');
  });

  it('comes in stretches of text and sound, in lumps of any size', async () => {
    exchange.createResponse();
    for (let i = 0; i < 100; i++) interlocutor.reply.says(i === 0 ? 'First.' : '', 7, 'a');
    interlocutor.reply.says('Second.', 333, 'b');
    interlocutor.reply.end();
    await run(1_200);
    expect(all('replyDone')).toMatchObject([{ text: 'First. Second.', interrupted: false }]);
    expect(interlocutor.reply.kept).toEqual(['item_1', 'First. Second.']);
  });

  it('is said to its end where the interlocutor fails, before the face apologises', async () => {
    exchange.createResponse();
    interlocutor.reply.says('One two three.', 2_000);
    interlocutor.reply.end(new CodedError('provider.failed', 'the connection broke'));
    await run(1_900);
    expect(all('replyDone')).toEqual([]);
    await run(3_000);
    expect(all('warning')).toEqual([{ code: 'provider.failed', message: 'the connection broke' }]);
    expect(all('replyDone').map(({ text }) => text)).toEqual([
      'One two three.',
      'I am sorry, something went wrong on my side. Please try again.',
    ]);
  });

  it('that stalls is apologised for', async () => {
    exchange.createResponse();
    await run(15_100);
    expect(all('warning').map(({ code }) => code)).toEqual(['provider.timeout']);
    expect(interlocutor.reply.aborted).toBe(true);
  });

  it('is read where the client wants text alone', async () => {
    exchange.configure({ modalities: 'text' });
    exchange.createResponse();
    interlocutor.reply.send(
      { type: 'words', stretch: 'a', text: 'Read ' },
      { type: 'words', stretch: 'a', text: 'me.' },
    );
    interlocutor.reply.end();
    await settle();
    expect(all('replyDone')).toMatchObject([{ text: 'Read me.' }]);
    expect([all('audioDone'), output.busy]).toEqual([[], false]);
  });

  it('ends after five minutes of sound', async () => {
    exchange.createResponse();
    const samples = new Int16Array(24_000);
    for (let i = 0; i < 300; i++) interlocutor.reply.send({ type: 'sound', stretch: 'a', samples });
    await run(40);
    expect(interlocutor.reply.left).toBe(false);
    interlocutor.reply.send({ type: 'sound', stretch: 'a', samples });
    await run(40);
    expect([interlocutor.reply.left, output.busy, all('warning')]).toEqual([true, true, []]);
  });
});

describe('barge-in', () => {
  it('silences the face at once, and has the interlocutor forget what was not heard', async () => {
    await userSays();
    interlocutor.reply.says('One two three four five six seven eight.', 4_000);
    interlocutor.reply.end();
    await run(1_500);
    const before = interlocutor.reply;
    await userSpeaks(300);
    expect(output.busy).toBe(false);
    const { heardMs = 0 } = before;
    expect(heardMs).toBeGreaterThan(1_400);
    expect(heardMs).toBeLessThan(1_900);
    expect(all('replyDone')).toMatchObject([{ text: 'One two three', interrupted: true }]);
    expect(before.kept).toEqual(['item_2', 'One two three']);
  });

  it('stops a reply that is still being made', async () => {
    exchange.createResponse();
    interlocutor.reply.says('One two', 600);
    await run(400);
    await userSpeaks(300);
    expect(interlocutor.reply.aborted).toBe(true);
    await run(540);
    expect(interlocutor.replies.length).toBe(2);
  });

  it('every 400 ms leaves no sound, timer or reply behind', async () => {
    for (let i = 0; i < 40; i++) {
      exchange.createResponse();
      interlocutor.reply.says('One two three.', 1_000);
      clock.advance(400);
      await settle();
      exchange.cancelResponse();
    }
    exchange.close();
    await settle();
    expect([output.busy, interlocutor.live, clock.pending, output.listeners]).toEqual([false, 0, 0, 0]);
    expect(interlocutor.replies.every(({ aborted }) => aborted)).toBe(true);
  });
});

describe('the history', () => {
  it('is changed here and at the interlocutor alike', async () => {
    exchange.addItem({ role: 'system', text: 'It rains.' });
    exchange.addItem({ role: 'user', text: 'Hi.' }, { id: 'mine', afterId: 'root' });
    exchange.deleteItem('mine');
    expect(exchange.deleteItem('unknown')).toBe(false);
    expect(interlocutor.changes).toEqual([
      ['add', { id: 'item_1', role: 'system', text: 'It rains.' }],
      ['add', { id: 'mine', role: 'user', text: 'Hi.' }, 'root'],
      ['delete', 'mine'],
    ]);
    expect(interlocutor.options?.history()).toEqual([{ id: 'item_1', role: 'system', text: 'It rains.' }]);
    await settle();
  });

  it('holds what the face said of its own, which the interlocutor receives', async () => {
    exchange.say('Read this.');
    await run(2_000);
    expect(interlocutor.changes).toEqual([['add', { id: 'item_1', role: 'assistant', text: 'Read this.' }]]);
  });

  it('is cut where a client cuts a reply', async () => {
    exchange.createResponse();
    interlocutor.reply.says('One two three four five six seven eight.', 4_000);
    interlocutor.reply.end();
    await run(4_400);
    expect([exchange.truncateItem('item_1', 2_100), exchange.truncateItem('none', 1)]).toEqual([true, false]);
    expect(exchange.history).toMatchObject([{ text: 'One two three four' }]);
    expect(interlocutor.changes).toEqual([['truncate', 'item_1', 2_100, 'One two three four']]);
  });
});

describe('tools', () => {
  const call = (name: string, callId = name): Parameters<FakeInterlocutor['reply']['send']>[0] => ({
    type: 'toolCall',
    callId,
    name,
    arguments: {},
  });
  const tool = (name: string) => ({ name, parameters: { type: 'object' } });

  it('of the client are called as with a brain, and their outputs are answered when the face has finished', async () => {
    exchange.configure({ tools: [tool('weather')] });
    exchange.createResponse();
    expect(interlocutor.reply.settings.tools).toEqual([tool('weather')]);
    interlocutor.reply.says('Let me see.', 1_000);
    interlocutor.reply.send(call('weather', 'c1'));
    interlocutor.reply.end();
    await run(100);
    expect(all('toolCalled')).toMatchObject([{ callId: 'c1', name: 'weather', arguments: {} }]);
    expect(exchange.addToolOutput('c1', '{"sky":"clear"}')).toBe(true);
    expect(exchange.addToolOutput('c1', 'again')).toBe(false);
    exchange.createResponse();
    expect(interlocutor.replies.length).toBe(1);
    await run(1_200);
    expect(interlocutor.replies.length).toBe(2);
    expect(interlocutor.changes).toMatchObject([['add', { role: 'toolOutput', callId: 'c1' }]]);
  });

  const own = (output: string) => {
    const calls: [string, JsonObject][] = [];
    const tools: OwnTools = {
      tools: [tool('clock')],
      call: (name, given) => {
        calls.push([name, given]);
        return Promise.resolve(output);
      },
    };
    return { calls, tools };
  };

  it('of the server run without the client, and the interlocutor goes on with their outputs', async () => {
    exchange.close();
    const { calls, tools } = own('12:00');
    open(tools);
    exchange.configure({ tools: [tool('weather')] });
    expect(interlocutor.settings.tools).toEqual([tool('weather'), tool('clock')]);
    exchange.createResponse();
    interlocutor.reply.send(call('clock'));
    interlocutor.reply.end();
    await settle();
    expect([calls, all('toolCalled'), interlocutor.replies.length]).toEqual([[['clock', {}]], [], 2]);
    expect(interlocutor.changes).toEqual([
      ['add', { id: 'clock', role: 'toolOutput', callId: 'clock', output: '12:00' }],
    ]);
  });

  it('of the server are not called for ever', async () => {
    exchange.close();
    const { calls, tools } = own('12:00');
    open(tools);
    exchange.createResponse();
    for (let i = 0; i < 10; i++) {
      interlocutor.reply.send(call('clock', `c${i}`));
      interlocutor.reply.end();
      await settle();
    }
    expect([calls.length, interlocutor.replies.length]).toEqual([3, 5]);
  });
});

it('shows pictures, and closes everything', async () => {
  exchange.addPicture({ mime: 'image/jpeg', bytes: new Uint8Array(3) });
  exchange.createResponse();
  interlocutor.reply.says('One two', 5_000);
  await run(100);
  exchange.close();
  exchange.close();
  await settle();
  expect(interlocutor.pictures.length).toBe(1);
  expect([vad.live, output.busy, clock.pending, output.listeners]).toEqual([0, false, 0, 0]);
});
