import type { WarningCode } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import type { HistoryItem, Interlocution, SoundReply, SoundReplyPart } from '@visavis/speech';
import { afterEach, describe, expect, it } from 'vitest';
import type { FactSearch } from '../knowledge/knowledge-prompt.js';
import { factsOf, type Fact } from '../knowledge/knowledge.js';
import { NearestFacts } from '../knowledge/nearest-facts.js';
import { FakeRealtime, type FakeRealtimeScript } from '../testing/index.js';
import { RealtimeInterlocutor, type RealtimeOptions } from './realtime-interlocutor.js';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(script: FakeRealtimeScript = {}, more: Partial<RealtimeOptions> = {}) {
  const fake = await FakeRealtime.open(script);
  const clock = new FakeClock();
  const engine = new RealtimeInterlocutor({
    url: fake.url,
    apiKey: 'secret',
    model: 'gpt-realtime',
    voices: ['marin', 'cedar'],
    transcriptionModel: 'ears',
    renewAfterMs: 20 * 60_000,
    clock,
    ...more,
  });
  const history: HistoryItem[] = [];
  const warnings: WarningCode[] = [];
  open.push(engine, fake);
  const talk = engine.open({ history: () => history, warn: (code) => void warnings.push(code) });
  return { fake, clock, engine, talk, history, warnings };
}

/** The settings have been received, so that everything goes through. */
const ready = (fake: FakeRealtime, sessions = 1) =>
  fake.until(() => fake.received('session.update').length >= sessions && fake.connection.received.length > 0);

/** Takes the parts of a reply until there are `count`, or all of them. */
async function take(reply: SoundReply, count = Infinity, stop = new AbortController()) {
  const parts: SoundReplyPart[] = [];
  const over = (async () => {
    for await (const part of reply.parts(stop.signal)) {
      parts.push(part);
      if (parts.length >= count) return;
    }
  })();
  await over;
  return parts;
}

/** Begins to take the parts, without an end. */
function listen(reply: SoundReply) {
  const stop = new AbortController();
  const parts: SoundReplyPart[] = [];
  const over = (async () => {
    for await (const part of reply.parts(stop.signal)) parts.push(part);
  })();
  over.catch(() => undefined);
  return { stop: () => stop.abort(), parts, over };
}

const msOf = (parts: readonly SoundReplyPart[]) =>
  parts.reduce((ms, part) => ms + (part.type === 'sound' ? part.samples.length / 24 : 0), 0);

function say(talk: Interlocution, ms: number) {
  const utterance = talk.hear();
  utterance.write(new Float32Array((LISTEN_RATE_HZ * ms) / 1000).fill(0.1));
  return utterance;
}

const speech = (text: string, ms: number) => ({ text, ms });

describe('a session of the service', () => {
  it('takes no turns by itself, and has instructions, voice, tools and limits', async () => {
    const { fake, talk } = await start();
    talk.configure({
      instructions: 'Be kind.',
      voice: 'cedar',
      language: 'de-AT',
      temperature: 0.8,
      maxTokens: 300,
      tools: [{ name: 'weather', description: 'Tells it', parameters: { type: 'object' } }],
      toolChoice: { name: 'weather' },
    });
    await ready(fake);
    expect(fake.session).toMatchObject({
      type: 'realtime',
      output_modalities: ['audio'],
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          turn_detection: null,
          transcription: { model: 'ears', language: 'de' },
        },
        output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'cedar' },
      },
      max_output_tokens: 300,
      temperature: 0.8,
      tools: [{ type: 'function', name: 'weather', description: 'Tells it', parameters: { type: 'object' } }],
      tool_choice: { type: 'function', name: 'weather' },
    });
    expect(fake.session['instructions']).toContain('Be kind.');
    expect(fake.connection.headers.authorization).toBe('Bearer secret');
    expect(fake.connection.url).toBe('/v1/realtime?model=gpt-realtime');
  });

  it('may have the settings and the names of events of before', async () => {
    const { fake, talk } = await start({ beta: true, replies: [speech('Hello.', 300)] });
    await ready(fake);
    expect(fake.session).toMatchObject({
      modalities: ['audio', 'text'],
      voice: 'marin',
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      input_audio_transcription: { model: 'ears' },
      turn_detection: null,
    });
    const parts = await take(talk.respond({}));
    expect([parts[0], msOf(parts)]).toEqual([{ type: 'words', stretch: 'msg_1', text: 'Hello.' }, 300]);
  });

  it('is asked without what it does not know, which the client learns once', async () => {
    const { fake, talk, warnings } = await start({ unknown: ['temperature'] });
    talk.configure({ temperature: 0.3 });
    await ready(fake, 2);
    expect([fake.session['temperature'], fake.errors, warnings]).toEqual([
      undefined,
      ['unknown_parameter'],
      ['config.ignored'],
    ]);
  });

  it('has the key in the header that the operator names', async () => {
    const { fake } = await start({}, { keyHeader: 'api-key' });
    await ready(fake);
    expect([fake.connection.headers['api-key'], fake.connection.headers.authorization]).toEqual(['secret', undefined]);
  });
});

describe('an utterance', () => {
  it('is sent at 24 kHz while it is spoken, committed, and transcribed', async () => {
    const { fake, talk } = await start({ transcripts: [' What time is it? '] });
    await ready(fake);
    const utterance = say(talk, 1_000);
    await fake.until(() => fake.received('input_audio_buffer.append').length === 1);
    await expect(utterance.finish()).resolves.toEqual({ text: 'What time is it?' });
    expect(fake.utterances[0]).toBeGreaterThan(999);
    expect(fake.utterances[0]).toBeLessThan(1_003);
  });

  it('trap: less than 100 ms is refused, so that a short one is filled up with silence', async () => {
    const { fake, talk } = await start({ transcripts: ['Yes.'] });
    await ready(fake);
    await expect(say(talk, 40).finish()).resolves.toEqual({ text: 'Yes.' });
    expect([fake.utterances, fake.errors]).toEqual([[120], []]);
  });

  it('that is given up is cleared', async () => {
    const { fake, talk } = await start();
    await ready(fake);
    say(talk, 200).close();
    await fake.until(() => fake.received('input_audio_buffer.clear').length === 1);
    expect(fake.utterances).toEqual([]);
  });

  it('that is not transcribed fails as a transcript alone', async () => {
    const { fake, talk } = await start({ transcripts: ['failed'] });
    await ready(fake);
    await expect(say(talk, 400).finish()).rejects.toMatchObject({ code: 'provider.failed' });
  });
});

describe('a barge-in', () => {
  async function bargeIn(heardMs: number, script: FakeRealtimeScript = {}) {
    const call = await start({ replies: [speech('One two three.', 2_000), speech('Yes?', 100)], ...script });
    await ready(call.fake);
    const reply = call.talk.respond({});
    const { stop, parts } = listen(reply);
    await call.fake.until(() => call.fake.items.some(({ audioMs }) => audioMs === 2_000));
    while (msOf(parts) < 2_000) await new Promise((resolve) => setImmediate(resolve));
    stop();
    reply.cut(heardMs);
    reply.keptAs('item_1', 'One');
    return { ...call, reply };
  }
  const truncated = async (fake: FakeRealtime) => {
    await fake.until(() => fake.received('conversation.item.truncate').length > 0);
    return fake.received('conversation.item.truncate')[0];
  };

  it('truncates the service to what was heard', async () => {
    const { fake } = await bargeIn(700);
    expect(await truncated(fake)).toMatchObject({ content_index: 0, audio_end_ms: 700 });
    expect(fake.errors).toEqual([]);
  });

  it('trap: audio_end_ms is a whole number', async () => {
    const { fake } = await bargeIn(700.9);
    expect(await truncated(fake)).toMatchObject({ audio_end_ms: 700 });
    expect(fake.errors).toEqual([]);
  });

  const endless = { replies: [{ ...speech('One two three.', 2_000), endless: true }, speech('Yes?', 100)] };
  it('trap: audio_end_ms is no more than the sound that was received', async () => {
    const { fake } = await bargeIn(5_000, endless);
    expect(await truncated(fake)).toMatchObject({ audio_end_ms: 2_000 });
    expect(fake.errors).toEqual([]);
  });

  it.each([0, 0.4, NaN])(
    'trap: audio_end_ms 0 is refused: after %s ms the item is deleted instead',
    async (heardMs) => {
      const { fake } = await bargeIn(heardMs);
      await fake.until(() => fake.received('conversation.item.delete').length > 0);
      expect([fake.items, fake.errors, fake.received('conversation.item.truncate')]).toEqual([[], [], []]);
    },
  );

  it('trap: a reply that is still made is cancelled, and no other one is', async () => {
    const running = await bargeIn(700, endless);
    await truncated(running.fake);
    expect(running.fake.received('response.cancel').length).toBe(1);
    const complete = await bargeIn(700);
    await truncated(complete.fake);
    expect([complete.fake.received('response.cancel'), complete.fake.errors]).toEqual([[], []]);
  });

  it('trap: no reply is asked for before the service has ended the one that was cancelled', async () => {
    const { fake, talk } = await bargeIn(700, endless);
    const parts = await take(talk.respond({}));
    expect([parts[0], fake.errors]).toEqual([
      { type: 'words', stretch: expect.any(String) as string, text: 'Yes?' },
      [],
    ]);
  });

  it('trap: what was heard to its end is not truncated', async () => {
    const { fake, talk } = await bargeIn(Infinity);
    await take(talk.respond({}));
    expect([fake.received('conversation.item.truncate'), fake.errors]).toEqual([[], []]);
  });

  it('trap: each item is cut to its own part of the sound', async () => {
    const { fake, talk } = await start();
    await ready(fake);
    const reply = talk.respond({});
    const { stop } = listen(reply);
    await fake.until(() => fake.received('response.create').length === 1);
    const lump = Buffer.alloc(24_000 * 2).toString('base64');
    for (const item of ['a', 'b', 'c']) {
      fake.items.push({ id: item, fields: {}, audioMs: 1_000 });
      fake.connection.send({ type: 'response.output_audio.delta', response_id: 'resp_0', item_id: item, delta: lump });
    }
    const fence = say(talk, 200);
    await fence.finish().catch(() => undefined);
    stop();
    reply.cut(1_400);
    await fake.until(() => fake.received('conversation.item.delete').length > 0);
    expect(
      fake.received('conversation.item.truncate').map(({ item_id, audio_end_ms }) => [item_id, audio_end_ms]),
    ).toEqual([
      ['a', 1_000],
      ['b', 400],
    ]);
    expect(fake.items.map(({ id }) => id)).not.toContain('c');
    expect(fake.errors).toEqual([]);
  });

  it('lets a client cut the reply once more, later', async () => {
    const { fake, talk } = await bargeIn(700);
    talk.truncate('item_1', 300.5, 'One');
    await fake.until(() => fake.received('conversation.item.truncate').length === 2);
    expect(fake.received('conversation.item.truncate')[1]).toMatchObject({ audio_end_ms: 300 });
    talk.delete('item_1');
    await fake.until(() => fake.items.length === 0);
    expect(fake.errors).toEqual([]);
  });
});

describe('a reply', () => {
  it('calls tools as they come, and answers their outputs', async () => {
    const calls = [
      { name: 'weather', arguments: '{"city":"Rome"}' },
      { name: 'broken', arguments: '{"city":' },
    ];
    const { fake, talk } = await start({ replies: [{ text: '', ms: 0, calls }, speech('Sunny.', 100)] });
    await ready(fake);
    const parts = await take(talk.respond({}));
    expect(parts).toMatchObject([
      { type: 'toolCallDelta', name: 'weather', delta: '{"city":"Rome"}' },
      { type: 'toolCall', name: 'weather', arguments: { city: 'Rome' } },
      { type: 'toolCallDelta', name: 'broken' },
      { type: 'warning', code: 'tool.invalid_call' },
      { type: 'toolCall', name: 'broken', arguments: {} },
    ]);
    talk.add({ id: 'item_9', role: 'toolOutput', callId: 'call_1', output: '{"sky":"clear"}' });
    await take(talk.respond({}));
    expect(fake.items).toMatchObject([
      {},
      {},
      { fields: { type: 'function_call_output', call_id: 'call_1', output: '{"sky":"clear"}' } },
      { fields: { role: 'assistant' } },
    ]);
  });

  it('may have settings of its own', async () => {
    const { fake, talk } = await start({ replies: [speech('Hi.', 100)] });
    talk.configure({ instructions: 'Long.', maxTokens: 300 });
    await ready(fake);
    await take(talk.respond({ instructions: 'Brief.', maxTokens: 300, modalities: 'text' }));
    const { response } = fake.received('response.create')[0] as { response: Record<string, unknown> };
    expect(Object.keys(response).sort()).toEqual(['instructions', 'output_modalities']);
  });

  it('that the service fails to make is a failure without the prose of the service', async () => {
    const { fake, talk } = await start({ replies: ['failed'] });
    await ready(fake);
    await expect(take(talk.respond({}))).rejects.toThrow(
      'the realtime service has not answered (code model_overloaded)',
    );
  });

  it('that nobody has asked for is cancelled', async () => {
    const unasked = { replies: [{ ...speech('Hm.', 100), endless: true }] };
    const { fake } = await start(unasked);
    await ready(fake);
    fake.connection.send({ type: 'response.created', response: { id: 'unasked' } });
    await fake.until(() => fake.received('response.cancel').length === 1);
    expect(fake.received('response.cancel')[0]).toMatchObject({ response_id: 'unasked' });
  });

  it('is about the pictures shown since the last one', async () => {
    const { fake, talk } = await start({ replies: [speech('A cat.', 100), speech('A dog.', 100)] });
    await ready(fake);
    for (let i = 0; i < 3; i++) talk.show({ mime: 'image/png', bytes: Uint8Array.of(i) });
    await take(talk.respond({}));
    const pictures = () => JSON.stringify(fake.items).match(/data:image\/png;base64,[^"]*/g);
    expect(pictures()).toEqual(['data:image/png;base64,AQ==', 'data:image/png;base64,Ag==']);
    talk.show({ mime: 'image/png', bytes: Uint8Array.of(9) });
    await take(talk.respond({}));
    expect(pictures()).toEqual(['data:image/png;base64,CQ==']);
  });
});

describe('what the face knows', () => {
  const passages = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      source: 'guide.md',
      text: `Room ${i} holds ${['clocks', 'bells', 'ships', 'dolls'][i % 4]} number ${i}, and it smells of wax and wood.`,
    }));
  const short = { name: 'the museum', topics: [], passages: passages(3) };
  const long = {
    name: 'the museum',
    topics: [],
    passages: [...passages(400), { source: 'guide.md', text: 'The lighthouse lamp was lit with whale oil.' }],
  };
  const LAMP = 'whale oil';
  const search: FactSearch = {
    nearest: (knowledge, questions) => {
      const facts = factsOf(knowledge);
      return Promise.resolve(new NearestFacts(knowledge).find(questions).map((at) => facts[at] as Fact));
    },
  };
  const instructionsOf = (fake: FakeRealtime, at: number): unknown =>
    (fake.received('response.create')[at]?.['response'] as { instructions?: string } | undefined)?.instructions;

  it('is sent to the session whole where it fits, documents as well', async () => {
    const { fake, talk } = await start({ replies: [speech('Hm.', 100)] }, { knowledge: short });
    await ready(fake);
    for (const { text } of short.passages) expect(fake.session['instructions']).toContain(text);
    await take(talk.respond({}));
    expect(instructionsOf(fake, 0)).toBeUndefined();
  });

  it('is searched for what was typed where it is long, and for what was typed before', async () => {
    const replies = [speech('Oil.', 100), speech('Yes.', 100)];
    const { fake, talk, history } = await start({ replies }, { knowledge: long, search });
    await ready(fake);
    expect(fake.session['instructions']).not.toContain(LAMP);
    for (const text of ['What was the lighthouse lamp lit with?', 'Really?']) {
      const item = { id: `item_${history.length}`, role: 'user', text } as const;
      history.push(item);
      talk.add(item);
      await take(talk.respond({ instructions: 'Be kind.' }));
    }
    for (const at of [0, 1]) {
      expect(instructionsOf(fake, at)).toContain(LAMP);
      expect(instructionsOf(fake, at)).toContain('Be kind.');
    }
    expect(String(instructionsOf(fake, 0)).length).toBeLessThan(13_500);
  });

  it('is searched for what was said, whose words are waited for a moment', async () => {
    const script = {
      transcripts: ['What was the lighthouse lamp lit with?', 'never'],
      replies: [speech('Oil.', 100), speech('Hm?', 100)],
    };
    const { fake, clock, talk } = await start(script, { knowledge: long, search });
    await ready(fake);
    void say(talk, 400)
      .finish()
      .catch(() => undefined);
    await take(talk.respond({}));
    expect(instructionsOf(fake, 0)).toContain(LAMP);
    void say(talk, 400)
      .finish()
      .catch(() => undefined);
    const unheard = take(talk.respond({}));
    await fake.until(() => fake.utterances.length === 2);
    expect(fake.received('response.create').length).toBe(1);
    clock.advance(600);
    expect((await unheard).length).toBe(2);
  });
});

describe('the history', () => {
  it('is kept in the same order at the service', async () => {
    const { fake, talk } = await start();
    await ready(fake);
    talk.add({ id: 'item_1', role: 'user', text: 'Hi.' });
    talk.add({ id: 'item_2', role: 'assistant', text: 'Hello.' });
    talk.add({ id: 'mine', role: 'system', text: 'It rains.' }, 'root');
    talk.add({ id: 'next', role: 'user', text: 'And now?' }, 'item_1');
    talk.delete('item_2');
    await fake.until(() => fake.received('conversation.item.delete').length === 1);
    expect(fake.items.map(({ fields }) => fields)).toMatchObject([
      { role: 'system', content: [{ type: 'input_text', text: 'It rains.' }] },
      { role: 'user', content: [{ text: 'Hi.' }] },
      { role: 'user', content: [{ text: 'And now?' }] },
    ]);
  });
});

describe('another session', () => {
  const history: readonly HistoryItem[] = [
    { id: 'item_1', role: 'user', text: 'Weather?' },
    { id: 'item_2', role: 'toolCall', callId: 'c1', name: 'weather', arguments: {} },
    { id: 'item_3', role: 'toolOutput', callId: 'c1', output: 'clear' },
    { id: 'item_4', role: 'assistant', text: 'Sunny.' },
  ];

  it('takes the place of an old one before the service ends it, in a pause, and knows what was said', async () => {
    const call = await start({ replies: [speech('Yes.', 100)] }, { renewAfterMs: 12_000 });
    const { fake, clock, talk } = call;
    talk.configure({ instructions: 'Be kind.' });
    await ready(fake);
    call.history.push(...history);
    const utterance = say(talk, 300);
    clock.advance(12_000);
    expect(fake.vendor.connections.length).toBe(1);
    const transcript = utterance.finish();
    await transcript;
    utterance.close();
    await fake.until(() => fake.vendor.connections.length === 2 && fake.items.length === 4);
    expect(fake.items.map(({ fields }) => fields['type'])).toEqual([
      'message',
      'function_call',
      'function_call_output',
      'message',
    ]);
    expect(fake.session['instructions']).toContain('Be kind.');
    await take(talk.respond({}));
    expect(fake.errors).toEqual([]);
  });

  it('comes before the time at which the service says that it ends', async () => {
    const { fake, clock } = await start({ expiresAtS: Math.round(Date.now() / 1000) + 72 });
    await ready(fake);
    clock.advance(12_500);
    await ready(fake, 2);
    expect(fake.vendor.connections.length).toBe(2);
  });

  it('hears the utterance again that was being spoken when the connection broke, and answers it', async () => {
    const { fake, clock, talk } = await start({ replies: [speech('Noon.', 100)], transcripts: ['What time is it?'] });
    await ready(fake);
    const utterance = say(talk, 500);
    await fake.until(() => fake.received('input_audio_buffer.append').length === 1);
    fake.connection.socket.terminate();
    utterance.write(new Float32Array(8_000));
    await lost(fake, clock, 2);
    utterance.write(new Float32Array(8_000));
    const transcript = utterance.finish();
    const parts = await take(talk.respond({}));
    expect([await transcript, parts[0]]).toMatchObject([{ text: 'What time is it?' }, { text: 'Noon.' }]);
    expect(fake.utterances[0]).toBeGreaterThan(1_499);
  });

  it('is asked again for a reply of which nothing had come', async () => {
    const { fake, clock, talk } = await start({ replies: ['silent', speech('Noon.', 100)] });
    await ready(fake);
    const parts = take(talk.respond({}));
    await fake.until(() => fake.received('response.create').length === 1);
    fake.connection.socket.terminate();
    await lost(fake, clock, 2);
    expect(await parts).toMatchObject([{ text: 'Noon.' }, { type: 'sound' }]);
  });

  it('does not say anew what has begun to sound', async () => {
    const { fake, clock, talk } = await start({ replies: [{ ...speech('Noon.', 100), endless: true }] });
    await ready(fake);
    const reply = talk.respond({});
    const { over, parts } = listen(reply);
    await fake.until(() => fake.items.some(({ audioMs }) => audioMs === 100));
    while (parts.length < 2) await new Promise((resolve) => setImmediate(resolve));
    fake.connection.socket.terminate();
    await expect(over).rejects.toThrow('was lost within a reply');
    await lost(fake, clock, 2);
    reply.cut(60);
    reply.keptAs('item_1', 'Noon.');
    await fake.until(() => fake.items.length === 1);
    expect(fake.items[0]?.fields).toMatchObject({
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Noon.' }],
    });
    expect([fake.received('response.create').length, fake.received('conversation.item.truncate')]).toEqual([1, []]);
  });

  it('knows a reply as text, which is replaced where a client cuts it', async () => {
    const call = await start();
    const { fake, clock, talk } = call;
    await ready(fake);
    call.history.push(...history);
    fake.connection.socket.terminate();
    await lost(fake, clock, 2);
    talk.truncate('item_4', 300, 'Sun');
    await fake.until(() => fake.received('conversation.item.delete').length === 1 && fake.items.length === 4);
    expect(fake.items.at(-1)?.fields).toMatchObject({ role: 'assistant', content: [{ text: 'Sun' }] });
    expect(fake.errors).toEqual([]);
  });
});

/** The next connection is tried, and there. */
async function lost(fake: FakeRealtime, clock: FakeClock, connections: number): Promise<void> {
  while (fake.vendor.connections.length < connections) {
    clock.advance(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ready(fake, connections);
}

describe('a service', () => {
  it('that refuses the key is reported in words, and not called for ever', async () => {
    const { fake, talk, engine } = await start({ refusal: () => ({ status: 401 }) });
    await fake.until(() => fake.vendor.attempts === 1);
    await expect(take(talk.respond({}))).rejects.toThrow('refuses the key');
    expect([fake.vendor.attempts <= 2, engine.health.state]).toEqual([true, 'failed']);
    await expect(engine.prepare()).rejects.toThrow('refuses the key');
  });

  it('that asks for a pause is said to be busy', async () => {
    const { talk } = await start({ refusal: () => ({ status: 429, retryAfter: '7' }) });
    await expect(take(talk.respond({}))).rejects.toThrow('is busy (429), and asks for a pause of 7 s');
  });

  it('that asks for a pause is not called before it is over', async () => {
    const { fake, clock, talk, engine } = await start({
      refusal: (connection) => (connection === 0 ? { status: 429, retryAfter: '7' } : undefined),
      replies: [speech('Noon.', 100)],
    });
    await expect(take(talk.respond({}))).rejects.toThrow('is busy (429)');
    await expect(take(talk.respond({}))).rejects.toThrow('takes no request for another 7 s');
    await expect(engine.prepare()).rejects.toThrow('takes no request for another 7 s');
    expect(fake.vendor.attempts).toBe(1);
    clock.advance(7_000);
    expect((await take(talk.respond({}))).length).toBe(2);
  });

  it('that never begins a reply is left after twelve seconds, and another session answers', async () => {
    const { fake, clock, talk, engine } = await start({ replies: ['garbage', speech('Noon.', 100)] });
    await ready(fake);
    const unanswered = take(talk.respond({}));
    unanswered.catch(() => undefined);
    await fake.until(() => fake.received('response.create').length === 1);
    clock.advance(12_000);
    await expect(unanswered).rejects.toMatchObject({ code: 'provider.timeout' });
    expect(engine.health.state).toBe('failed');
    await lost(fake, clock, 2);
    expect(engine.health.state).toBe('failed');
    expect((await take(talk.respond({}))).length).toBe(2);
    expect(engine.health.state).toBe('ready');
  });

  it('is ready once it has opened a session', async () => {
    const { fake, engine } = await start();
    await engine.prepare();
    expect(engine.health.state).toBe('ready');
    await fake.until(() => fake.vendor.connections.length === 2);
  });

  it('that sends garbage is listened to all the same', async () => {
    const { fake, talk } = await start({ replies: [speech('Noon.', 100)] });
    await ready(fake);
    const garbage = [
      '',
      '{',
      'null',
      '[]',
      '{"type":5}',
      '{"type":"response.output_audio.delta"}',
      '{"type":"response.output_audio.delta","item_id":"x","response_id":"nobody","delta":"AAAA"}',
      '{"type":"response.done","response":null}',
      '{"type":"response.output_item.added","item":[]}',
      '{"type":"error"}',
      '{"type":"error","error":"prose"}',
      '{"type":"constructor"}',
      '{"type":"__proto__"}',
      '{"type":"conversation.item.input_audio_transcription.completed","item_id":"x","transcript":"?"}',
    ];
    for (const text of garbage) fake.connection.send(text);
    fake.connection.socket.send(Buffer.from([1, 2, 3]));
    expect(await take(talk.respond({}))).toMatchObject([{ text: 'Noon.' }, { type: 'sound' }]);
  });

  it('that sends a huge message is left, and called again', async () => {
    const { fake, clock, talk } = await start({ replies: [speech('Noon.', 100)] });
    await ready(fake);
    fake.connection.send({ type: 'x', text: 'x'.repeat(5_000_000) });
    await lost(fake, clock, 2);
    expect((await take(talk.respond({}))).length).toBe(2);
  });

  it('has no connection left once the conversation is closed, in any state', async () => {
    const { fake, clock, talk, engine } = await start({ replies: [{ ...speech('Noon.', 100), endless: true }] });
    await ready(fake);
    const { over } = listen(talk.respond({}));
    say(talk, 300)
      .finish()
      .catch(() => undefined);
    const closed = fake.connection.closed;
    talk.close();
    talk.close();
    await closed;
    over.catch(() => undefined);
    engine.open({ history: () => [], warn: () => undefined }).close();
    await engine.close();
    expect(clock.pending).toBe(0);
  });
});
