import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import type { HistoryMessage, ReplyPart } from '@visavis/speech';
import {
  chunk,
  collect,
  event,
  FakeChatService,
  refuses,
  streams,
  type ChatAnswer,
  type SentChat,
} from '../testing/index.js';
import { OpenAiBrain, type OpenAiOptions } from './open-ai-brain.js';

const live = (): AbortSignal => new AbortController().signal;

describe('OpenAiBrain', () => {
  let fake: FakeChatService | undefined;
  afterEach(() => fake?.close());

  async function service(answer: ChatAnswer, options: OpenAiOptions = {}): Promise<OpenAiBrain> {
    fake = await FakeChatService.open(answer);
    return new OpenAiBrain({ baseUrl: fake.baseUrl, ...options });
  }
  /** A brain that knows from its warm-up that its model thinks nowhere, or in tags of its own. */
  async function warm(answer: ChatAnswer, options: OpenAiOptions = {}): Promise<OpenAiBrain> {
    let warmed = false;
    const brain = await service((response, body, request) => {
      if (warmed) return answer(response, body, request);
      warmed = true;
      streams(response, chunk('Hello.'));
    }, options);
    await brain.prepare();
    return brain;
  }
  const ask = (brain: OpenAiBrain, signal = live(), instructions?: string): AsyncGenerator<ReplyPart> =>
    brain.reply({ history: [{ role: 'user', text: 'who are you' }], instructions }, { signal });
  const said = async (parts: AsyncIterable<ReplyPart>): Promise<string> =>
    (await collect(parts)).map((part) => (part.type === 'text' ? part.text : '')).join('');

  it('streams the answer as it comes, with key, model, instructions and knowledge sent along', async () => {
    let seen: { body: SentChat; url?: string; key?: string } | undefined;
    const topics = [{ question: 'Who?', phrasings: ['Who?'], answer: 'The miller.', line: 1 }];
    const brain = await warm(
      (response, body, request) => {
        seen = { body, url: request.url, key: request.headers.authorization };
        streams(response, chunk('I am a model. And'), chunk(' a miller.'));
      },
      { apiKey: 'k-1', model: 'tiny', knowledge: { name: 'Mill', topics } },
    );
    expect(await collect(ask(brain, live(), 'Speak like a miller.'))).toEqual([
      { type: 'text', text: 'I am a model. And' },
      { type: 'text', text: ' a miller.' },
    ]);
    expect(seen).toMatchObject({
      url: '/v1/chat/completions',
      key: 'Bearer k-1',
      body: { model: 'tiny', stream: true },
    });
    expect(seen?.body.messages[0]?.content).toMatch(/spoken aloud[\s\S]*Speak like a miller\.[\s\S]*The miller\./);
    expect(seen?.body.messages.at(-1)).toEqual({ role: 'user', content: 'who are you' });
  });

  it('assembles tool calls that come in pieces, and sends calls and outputs back in order', async () => {
    let body: SentChat | undefined;
    const piece = (tool_calls: object[]): string =>
      `data: ${JSON.stringify({ id: '1', choices: [{ index: 0, delta: { tool_calls } }] })}\n\n`;
    const brain = await service((response, seen) => {
      body = seen;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(piece([{ index: 0, id: 'c1', function: { name: 'book', arguments: '{"n":' } }]));
      response.write(piece([{ index: 1, id: 'c2', function: { name: 'end', arguments: 'no JSON' } }]));
      response.end(`${piece([{ index: 0, function: { arguments: '4}' } }])}data: [DONE]\n\n`);
    });
    const history: HistoryMessage[] = [
      { role: 'toolCall', callId: 'a', name: 'book', arguments: { n: 1 } },
      { role: 'toolCall', callId: 'b', name: 'book', arguments: { n: 2 } },
      { role: 'toolOutput', callId: 'a', output: 'done' },
      { role: 'toolOutput', callId: 'b', output: 'none' },
      { role: 'user', text: 'again' },
    ];
    const tools = [{ name: 'book', description: 'Books', parameters: { type: 'object', properties: {} } }];
    const request = { history, tools, toolChoice: { name: 'book' } };
    expect(await collect(brain.reply(request, { signal: live() }))).toEqual([
      { type: 'toolCallDelta', callId: 'c1', name: 'book', delta: '{"n":' },
      { type: 'toolCallDelta', callId: 'c1', name: 'book', delta: '4}' },
      { type: 'toolCall', callId: 'c1', name: 'book', arguments: { n: 4 } },
      { type: 'warning', code: 'tool.invalid_call', message: expect.stringContaining('not offered') as string },
    ]);
    const called = (id: string, n: number) => ({
      id,
      type: 'function',
      function: { name: 'book', arguments: `{"n":${n}}` },
    });
    expect(body?.messages.slice(1)).toEqual([
      { role: 'user', content: expect.any(String) as string },
      { role: 'assistant', content: null, tool_calls: [called('call00001', 1), called('call00002', 2)] },
      { role: 'tool', tool_call_id: 'call00001', content: 'done' },
      { role: 'tool', tool_call_id: 'call00002', content: 'none' },
      { role: 'assistant', content: expect.any(String) as string },
      { role: 'user', content: 'again' },
    ]);
    expect(body).toMatchObject({
      tools: [{ type: 'function', function: tools[0] }],
      tool_choice: { type: 'function', function: { name: 'book' } },
    });
  });

  it('sends the pictures with the last question, and goes on without them where they are rejected', async () => {
    const bodies: SentChat[] = [];
    const brain = await service((response, body) => {
      bodies.push(body);
      if (JSON.stringify(body).includes('image_url')) return void response.writeHead(400).end('{}');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${chunk('Hm.')}data: [DONE]\n\n`);
    });
    expect(brain.sees).toBe(true);
    const pictures = [{ mime: 'image/png', bytes: Uint8Array.of(1, 2, 3) }];
    const request = { history: [{ role: 'user' as const, text: 'what is this' }], pictures };
    expect(await collect(brain.reply(request, { signal: live() }))).toMatchObject([
      { type: 'warning', code: 'provider.no_vision' },
      { type: 'text', text: 'Hm.' },
    ]);
    expect(bodies[0]?.messages.at(-1)?.content).toEqual([
      { type: 'text', text: 'what is this' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AQID' } },
    ]);
    expect(brain.sees).toBe(false);
    await collect(brain.reply(request, { signal: live() }));
    expect(bodies).toHaveLength(3);
  });

  it('reports the status of the service’s answer, not its text', async () => {
    const brain = await service((response) => response.writeHead(401).end('{"error":{"message":"secret prompt"}}'));
    await expect(collect(ask(brain))).rejects.toMatchObject({
      code: 'provider.failed',
      message: 'the language model answered 401',
    });
  });

  it('hangs up on the service when the user interrupts', async () => {
    let hungUp: () => void;
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    const brain = await warm((response) => {
      response.on('close', () => hungUp());
      response.write(chunk('And then. And'));
    });
    const interrupting = new AbortController();
    const reply = ask(brain, interrupting.signal);
    await reply.next();
    const next = reply.next();
    interrupting.abort(new Error('barge-in'));
    await expect(next).rejects.toThrow('barge-in');
    await closed;
  });

  it('Scenario U2: gives up after the limits that are set', async () => {
    const clock = new FakeClock();
    const brain = await service(() => clock.advance(1_000), { clock, firstWordLimitMs: 1_000 });
    await expect(collect(ask(brain))).rejects.toMatchObject({ code: 'provider.timeout' });
    await brain.close();
    fake?.close();
    const stalling = await warm((response) => void response.write(chunk('One. Two.')), {
      clock,
      silenceLimitMs: 1_000,
    });
    const reply = ask(stalling);
    await reply.next();
    const next = reply.next();
    next.catch(() => undefined);
    await clock.advanceAsync(1_010);
    await expect(next).rejects.toMatchObject({ code: 'provider.timeout' });
  });

  it('B13: is left to load by a turn that could not wait, and the next turn finds it loaded', async () => {
    const clock = new FakeClock();
    let load = (): void => undefined;
    let loaded = false;
    const brain = await service(
      (response) => {
        if (loaded) return streams(response, chunk('Yes.'));
        load = () => ((loaded = true), streams(response, chunk('Yes.')));
        clock.advance(5_000);
      },
      { clock },
    );
    await expect(collect(ask(brain))).rejects.toMatchObject({ code: 'provider.timeout' });
    const ready = new Promise((resolve) =>
      brain.events.on('healthChanged', ({ to }) => to.state === 'ready' && resolve(to)),
    );
    load();
    await ready;
    expect(await said(ask(brain))).toBe('Yes.');
  });

  it('reports a service that cannot be reached', async () => {
    const brain = new OpenAiBrain({ baseUrl: 'http://127.0.0.1:1/v1' });
    await expect(collect(ask(brain))).rejects.toMatchObject({ code: 'provider.failed' });
  });

  it('opens the connection and loads the model with a short answer before the first turn', async () => {
    const brain = await service((response) => streams(response, chunk('Hi')));
    expect(brain.health).toEqual({ state: 'loading' });
    await Promise.all([brain.prepare(), brain.prepare()]);
    expect(fake?.bodies).toMatchObject([{ max_tokens: 64, messages: [{ role: 'system' }, { role: 'user' }] }]);
    expect(brain.health).toEqual({ state: 'ready' });
  });

  it('has the health of its latest answer, and keeps it through an interruption', async () => {
    let status = 500;
    const brain = await service((response) => {
      response.writeHead(status, { 'content-type': 'text/event-stream' });
      response.end(status === 200 ? `${chunk('Yes.')}data: [DONE]\n\n` : '{}');
    });
    await expect(collect(ask(brain))).rejects.toThrow();
    expect(brain.health).toEqual({ state: 'failed', reason: 'the language model answered 500' });
    await expect(brain.prepare()).rejects.toMatchObject({ code: 'provider.failed' });
    status = 200;
    await collect(ask(brain));
    expect(brain.health).toEqual({ state: 'ready' });
    await expect(collect(ask(brain, AbortSignal.abort(new Error('barge-in'))))).rejects.toThrow('barge-in');
    expect(brain.health).toEqual({ state: 'ready' });
  });

  it('ends its warm-up when it is closed', async () => {
    let asked = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (asked = resolve));
    const brain = await service(() => asked());
    const preparing = brain.prepare();
    await waiting;
    await brain.close();
    await expect(preparing).rejects.toMatchObject({ code: 'provider.failed' });
  });

  it.each([
    [undefined, { at: 'service', service: 'OpenAI' }],
    ['https://llm.example.com/v1', { at: 'service', service: 'llm.example.com' }],
    ['http://localhost:11434/v1', { at: 'thisMachine' }],
    ['http://127.0.0.1:8080/v1', { at: 'thisMachine' }],
    ['http://[::1]:8080/v1', { at: 'thisMachine' }],
    ['https://localhost.example.com/v1', { at: 'service', service: 'localhost.example.com' }],
  ])('reports where its data goes: %s', (baseUrl, data) => {
    expect(new OpenAiBrain({ baseUrl }).info.data).toEqual(data);
  });

  it('B08: reads a stream with chunks of every shape, and nothing of it is a failure', async () => {
    const brain = await service((response) =>
      streams(
        response,
        ': hello\n\n',
        event({ choices: null }),
        event({ id: '1', usage: null }),
        chunk({ role: 'assistant', content: null }),
        event('no JSON'),
        chunk('We open ').replaceAll('\n', '\r\n'),
        event('4'),
        chunk({ content: ['at ten.'].map((text) => ({ type: 'text', text })) }),
        chunk({}, { finish_reason: 'stop' }),
        event({ id: '1', usage: { total_tokens: 3 } }),
      ),
    );
    expect(await said(ask(brain))).toBe('We open at ten.');
    expect(brain.health).toEqual({ state: 'ready' });
  });

  it('B10: reads an answer in one piece, and one whose stream has no end', async () => {
    const message = { role: 'assistant', content: 'We open at ten.' };
    const whole = await service((response) =>
      refuses(response, 200, { object: 'chat.completion', choices: [{ index: 0, message, finish_reason: 'stop' }] }),
    );
    expect(await said(ask(whole))).toBe('We open at ten.');
    fake?.close();
    const endless = await service((response) => response.end(chunk('We open at ten.').trimEnd()));
    expect(await said(ask(endless))).toBe('We open at ten.');
  });

  it.each<[string, ChatAnswer]>([
    ['an error page', (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>secret</h1>')],
    ['a page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>secret</h1>')],
    ['an error in JSON', (response) => refuses(response, 500, { error: { message: 'secret' } })],
    ['an error with status 200', (response) => refuses(response, 200, { error: { message: 'secret' } })],
    [
      'an error as text',
      (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(event({ error: 'secret' })),
    ],
    [
      'an error in the stream',
      (response) => streams(response, event({ object: 'error', message: 'secret', code: 500 })),
    ],
    ['an error event', (response) => streams(response, `event: error\n${event({ error: { message: 'secret' } })}`)],
    ['a page as its text', (response) => streams(response, chunk('<!DOC'), chunk('TYPE html>\n<h1>secret</h1>'))],
    ['an error as its text', (response) => streams(response, chunk('{"error": {"mess'), chunk('age": "secret"}}'))],
    ['a redirect', (response) => response.writeHead(307, { location: '/v1/chat/completions' }).end('secret')],
    ['nothing but a closed connection', (response) => response.destroy()],
  ])('R-25: makes no words of %s', async (_, answer) => {
    const brain = await service(answer);
    const parts: ReplyPart[] = [];
    const reply = (async () => {
      for await (const part of ask(brain)) parts.push(part);
    })();
    await expect(reply).rejects.toMatchObject({ code: 'provider.failed' });
    await expect(reply).rejects.not.toThrow(/secret/);
    expect(parts).toEqual([]);
    expect(fake?.bodies).toHaveLength(1);
  });

  it('bounds what it reads of an error and of a chunk without end', async () => {
    const endless = (response: ServerResponse): void => {
      while (response.write('x'.repeat(65_536)));
      response.on('drain', () => {
        while (response.write('x'.repeat(65_536)));
      });
    };
    const broken = await service((response) => endless(response.writeHead(500)));
    await expect(collect(ask(broken))).rejects.toMatchObject({ message: 'the language model answered 500' });
    fake?.close();
    const babbling = await service((response) => endless(response.writeHead(200)));
    await expect(collect(ask(babbling))).rejects.toMatchObject({ message: /without end/ });
  });

  it('does not report a defect of its own as a failure of the connection', async () => {
    const brain = await service((response) => streams(response, chunk('Yes.')));
    const broken = { history: [{ role: 'user' as const, text: 'hi' }], tools: null as unknown as [] };
    await expect(collect(brain.reply(broken, { signal: live() }))).rejects.not.toThrow(/reached/);
  });

  it('B02: says no thoughts whose beginning the template wrote, from the first turn on', async () => {
    const brain = await service((response, { messages }) => {
      const greeting = messages.at(-1)?.content === 'Hello.';
      streams(
        response,
        ...(greeting
          ? ['Hm. ', 'A greeting.', '</think>', 'Hi.']
          : ['I must hide this. ', 'And this. ', '</think>', 'We open at ten.']
        ).map((text) => chunk(text)),
      );
    });
    await brain.prepare();
    expect(await said(ask(brain))).toBe('We open at ten.');
  });

  it('B28: runs a call that is written as text', async () => {
    const brain = await service((response) =>
      streams(response, chunk('<tool_call>{"name":"book",'), chunk('"arguments":{"n":4}}</tool_call>')),
    );
    const tools = [{ name: 'book', parameters: {} }];
    const parts = await collect(brain.reply({ history: [{ role: 'user', text: 'book' }], tools }, { signal: live() }));
    expect(parts).toMatchObject([{ type: 'toolCall', name: 'book', arguments: { n: 4 } }]);
  });

  it('B11: lets the model know, once, that a call could not be run, and runs nothing', async () => {
    let turn = 0;
    const call = (text: string) =>
      chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'book', arguments: text } }] });
    const brain = await service((response) =>
      streams(response, turn++ === 0 ? call('{"n": fo') : chunk('For how many?')),
    );
    const tools = [{ name: 'book', parameters: {} }];
    const parts = await collect(brain.reply({ history: [{ role: 'user', text: 'book' }], tools }, { signal: live() }));
    expect(parts.filter(({ type }) => type === 'toolCall')).toEqual([]);
    expect(parts.at(-1)).toEqual({ type: 'text', text: 'For how many?' });
    expect(fake?.bodies[1]?.messages.at(-1)).toMatchObject({
      role: 'tool',
      content: expect.stringContaining('no valid JSON') as string,
    });
    turn = 0;
    const stubborn = await service((response) => streams(response, call('{"n": fo')));
    expect(await collect(stubborn.reply({ history: [], tools }, { signal: live() }))).toMatchObject([
      { type: 'toolCallDelta' },
      { type: 'toolCallDelta' },
      { type: 'warning', code: 'tool.invalid_call' },
    ]);
  });

  it('Scenario U4: has no call where its service closes in the middle of one', async () => {
    const brain = await service((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(
        chunk({ tool_calls: [{ index: 0, id: 'c', function: { name: 'book', arguments: '{"n":' } }] }),
        () => response.destroy(),
      );
    });
    const tools = [{ name: 'book', parameters: {} }];
    await expect(collect(brain.reply({ history: [], tools }, { signal: live() }))).rejects.toMatchObject({
      code: 'provider.failed',
    });
  });

  it('B23: chooses among long knowledge what fits the question, and the log says so', async () => {
    const topics = Array.from({ length: 80 }, (_, i) => ({
      question: `What is the price of ticket number ${i}?`,
      phrasings: [`What is the price of ticket number ${i}?`],
      answer: `Ticket ${i} is ${'very '.repeat(30)}cheap at ${i} euros.`,
      line: i,
    }));
    const warn = vi.fn();
    const museum = {
      name: 'The museum',
      topics: [
        ...topics,
        {
          question: 'Where is the whale?',
          phrasings: ['Where is the whale?'],
          answer: 'The whale is in the cellar.',
          line: 99,
        },
        { question: 'Где кит?', phrasings: ['Где кит?'], answer: 'Кит в подвале.', line: 100 },
        { question: '鲸鱼在哪儿？', phrasings: ['鲸鱼在哪儿？'], answer: '鲸鱼在地下室。', line: 101 },
      ],
    };
    const brain = await service((response) => streams(response, chunk('Yes.')), {
      knowledge: museum,
      logger: { ...silentLogger, warn },
    });
    expect(warn).toHaveBeenCalledOnce();
    const system = async (...questions: string[]): Promise<string> => {
      await collect(
        brain.reply({ history: questions.map((text) => ({ role: 'user' as const, text })) }, { signal: live() }),
      );
      return fake?.bodies.at(-1)?.messages[0]?.content as string;
    };
    expect(await system('so where is the whale')).toMatch(/The museum[\s\S]*in the cellar/);
    expect(await system('where is the whale', 'and when can I see it')).toContain('in the cellar');
    expect(await system('кит')).toContain('Кит в подвале');
    expect(await system('鲸鱼在哪里')).toContain('鲸鱼在地下室');
    expect(await system('…')).toContain('Ticket 0 is');
    expect((await system('where is the whale')).length).toBeLessThan(14_000);
    void brain.setKnowledge({ name: 'The mill', topics: topics.slice(0, 3) });
    expect(await system('where is the whale')).toMatch(/The mill[\s\S]*Ticket 2/);
    expect(warn).toHaveBeenCalledOnce();
  });
});
