import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeClock } from '@visavis/core/testing';
import type { HistoryMessage, ReplyPart } from '@visavis/speech';
import { collect } from '../testing/collect.js';
import { OpenAiBrain, type OpenAiOptions } from './open-ai-brain.js';

interface ChatBody {
  model: string;
  stream: boolean;
  messages: { role: string; content: unknown }[];
}
type Answer = (response: ServerResponse, body: ChatBody, request: IncomingMessage) => void;

const chunk = (content: string): string =>
  `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;
const live = (): AbortSignal => new AbortController().signal;

describe('OpenAiBrain', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** A service that speaks the chat completions protocol over HTTP. */
  async function service(answer: Answer, options: OpenAiOptions = {}): Promise<OpenAiBrain> {
    server = createServer((request, response) => {
      let raw = '';
      request.on('data', (data: Buffer) => (raw += data.toString()));
      request.on('end', () => answer(response, JSON.parse(raw) as ChatBody, request));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new OpenAiBrain({ baseUrl: `http://127.0.0.1:${port}/v1`, ...options });
  }
  const ask = (brain: OpenAiBrain, signal = live(), instructions?: string): AsyncGenerator<ReplyPart> =>
    brain.reply({ history: [{ role: 'user', text: 'who are you' }], instructions }, { signal });

  it('streams the answer as it comes, with key, model, instructions and knowledge sent along', async () => {
    let seen: { body: ChatBody; url?: string; key?: string } | undefined;
    const topics = [{ question: 'Who?', phrasings: ['Who?'], answer: 'The miller.', line: 1 }];
    const brain = await service(
      (response, body, request) => {
        seen = { body, url: request.url, key: request.headers.authorization };
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(`${chunk('I am ')}${chunk('a model.')}data: [DONE]\n\n`);
      },
      { apiKey: 'k-1', model: 'tiny', knowledge: { name: 'Mill', topics } },
    );
    expect(await collect(ask(brain, live(), 'Speak like a miller.'))).toEqual([
      { type: 'text', text: 'I am ' },
      { type: 'text', text: 'a model.' },
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
    let body: ChatBody | undefined;
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
      { role: 'assistant', tool_calls: [called('a', 1), called('b', 2)] },
      { role: 'tool', tool_call_id: 'a', content: 'done' },
      { role: 'tool', tool_call_id: 'b', content: 'none' },
      { role: 'user', content: 'again' },
    ]);
    expect(body).toMatchObject({
      tools: [{ type: 'function', function: tools[0] }],
      tool_choice: { type: 'function', function: { name: 'book' } },
    });
  });

  it('sends the pictures with the last question, and goes on without them where they are rejected', async () => {
    const bodies: ChatBody[] = [];
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

  it('gives up when the first word does not come in time', async () => {
    const clock = new FakeClock();
    const brain = await service(() => clock.advance(1_000), { clock, firstTokenLimitMs: 1_000 });
    await expect(collect(ask(brain))).rejects.toMatchObject({ code: 'provider.timeout' });
  });

  it('gives up on an answer that never ends', async () => {
    const clock = new FakeClock();
    const brain = await service((response) => void response.write(chunk('and then')), { clock, totalLimitMs: 9_000 });
    const reply = ask(brain);
    expect((await reply.next()).value).toEqual({ type: 'text', text: 'and then' });
    const next = reply.next();
    clock.advance(9_000);
    await expect(next).rejects.toMatchObject({ code: 'provider.timeout' });
  });

  it('hangs up on the service when the user interrupts', async () => {
    let hungUp: () => void;
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    const brain = await service((response) => {
      response.on('close', () => hungUp());
      response.write(chunk('and then'));
    });
    const interrupting = new AbortController();
    const reply = ask(brain, interrupting.signal);
    await reply.next();
    const next = reply.next();
    interrupting.abort(new Error('barge-in'));
    await expect(next).rejects.toThrow('barge-in');
    await closed;
  });

  it('reports a service that cannot be reached', async () => {
    const brain = new OpenAiBrain({ baseUrl: 'http://127.0.0.1:1/v1' });
    await expect(collect(ask(brain))).rejects.toMatchObject({ code: 'provider.failed' });
  });

  it('opens the connection and loads the model with one token before the first turn', async () => {
    const bodies: ChatBody[] = [];
    const brain = await service((response, body) => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`${chunk('Hi')}data: [DONE]\n\n`);
    });
    expect(brain.health).toEqual({ state: 'loading' });
    await Promise.all([brain.prepare(), brain.prepare()]);
    expect(bodies).toMatchObject([{ max_tokens: 1, messages: [{ role: 'system' }, { role: 'user' }] }]);
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
});
