import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '@visavis/core';
import type { HistoryMessage, ReplyPart, ReplyRequest } from '@visavis/speech';
import { chunk, collect, FakeChatService, refuses, streams, type SentChat } from '../testing/index.js';
import { OpenAiBrain } from './open-ai-brain.js';

interface Error {
  readonly status: number;
  readonly body: unknown;
}
/** What a service refuses, with the error that it then answers. */
type Rule = (body: SentChat) => Error | undefined;

const refused = (status: number, error: object): Error => ({ status, body: { error } });

/** OpenAI's models that reason. */
const reasoning: Rule = ({ max_tokens, temperature }) => {
  const error = { type: 'invalid_request_error', code: 'unsupported_parameter' };
  if (max_tokens !== undefined)
    return refused(400, {
      ...error,
      message:
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      param: 'max_tokens',
    });
  if (temperature !== undefined && temperature !== 1)
    return refused(400, {
      ...error,
      message: "Unsupported value: 'temperature'",
      param: 'temperature',
      code: 'unsupported_value',
    });
  return undefined;
};
/** Mistral: unknown members, ids of calls, the order of roles. */
const mistral: Rule = ({ messages, ...body }) => {
  if (body.max_completion_tokens !== undefined)
    return {
      status: 422,
      body: { object: 'error', detail: [{ type: 'extra_forbidden', loc: ['body', 'max_completion_tokens'] }] },
    };
  for (const { tool_calls = [], tool_call_id } of messages)
    for (const id of [...tool_calls.map((call) => call.id), tool_call_id])
      if (id !== undefined && !/^[a-zA-Z0-9]{9}$/.test(id)) return refused(400, { message: `Tool call id was ${id}` });
  const roles = messages.map(({ role }) => role);
  const odd = roles.findIndex((role, i) => role === 'user' && roles[i - 1] === 'tool');
  if (odd >= 0) return refused(400, { message: "Unexpected role 'user' after role 'tool'", code: '3230' });
  return ['user', 'tool'].includes(roles.at(-1) as string)
    ? undefined
    : refused(400, { message: 'Expected last role User or Tool', code: '3230' });
};
/** The chat templates of Llama and Gemma under vLLM. */
const template: Rule = ({ messages }) => {
  const error = { object: 'error', type: 'BadRequestError', code: 400 };
  const [, ...others] = messages[0]?.role === 'system' ? messages : [undefined, ...messages];
  if (others.some((message) => message?.role === 'system'))
    return { status: 400, body: { ...error, message: 'System message must be at the beginning.' } };
  const turns = others.filter((message) => message?.role !== 'tool' && !message?.tool_calls);
  if (turns.some((message, i) => (message?.role === 'user') !== (i % 2 === 0)))
    return {
      status: 400,
      body: { ...error, message: 'Conversation roles must alternate user/assistant/user/assistant/...' },
    };
  return undefined;
};
/** Gemma's template, which has no system role. */
const systemless: Rule = (body) =>
  body.messages.some(({ role }) => role === 'system')
    ? {
        status: 400,
        body: { object: 'error', message: 'System role not supported', type: 'BadRequestError', code: 400 },
      }
    : template(body);
/** A small context, with the words of vLLM, which name a parameter as well. */
const context =
  (maxTokens: number): Rule =>
  ({ messages }) => {
    const tokens = Math.ceil(JSON.stringify(messages).length / 4) + 400;
    if (tokens <= maxTokens) return undefined;
    const message = `'max_tokens' or 'max_completion_tokens' is too large: 400. This model's maximum context length is ${maxTokens} tokens and your request has ${tokens} input tokens`;
    return { status: 400, body: { object: 'error', message, type: 'BadRequestError', param: null, code: 400 } };
  };
const hosted =
  (maxTokens: number): Rule =>
  ({ messages }) =>
    JSON.stringify(messages).length / 4 <= maxTokens
      ? undefined
      : refused(400, {
          message: 'Please reduce the length of the messages.',
          param: 'messages',
          code: 'context_length_exceeded',
        });
/** Ollama, with a model that calls no tools. */
const toolless: Rule = ({ tools }) =>
  tools
    ? refused(400, {
        message: 'registry.ollama.ai/library/gemma:2b does not support tools',
        type: 'api_error',
        param: null,
      })
    : undefined;
/** A service that has never heard of the newer member, with an error that is no JSON. */
const unknownMember: Rule = ({ temperature }) =>
  temperature === undefined ? undefined : { status: 400, body: 'Extra inputs are not permitted: temperature' };

const said = (role: 'user' | 'assistant' | 'system', text: string): HistoryMessage => ({ role, text });
const CONVERSATIONS: [string, HistoryMessage[]][] = [
  ['a greeting', []],
  ['the answer to a greeting', [said('assistant', 'Hello.'), said('user', 'Hi.')]],
  ['two messages typed before the face speaks', [said('user', 'One.'), said('user', 'Two.')]],
  [
    'a greeting and two messages',
    [said('assistant', 'Hello.'), said('assistant', 'Welcome.'), said('user', 'One.'), said('user', 'Two.')],
  ],
  [
    'facts before and within',
    [
      said('system', 'It rains.'),
      said('user', 'One.'),
      said('assistant', 'Yes.'),
      said('system', 'It stops.'),
      said('user', 'Two.'),
    ],
  ],
  ['a request to go on', [said('user', 'Tell me more.'), said('assistant', 'Well.')]],
  ['a fact alone', [said('system', 'It rains.')]],
  [
    'tools, one of them late',
    [
      said('user', 'Book.'),
      said('assistant', 'Just a moment.'),
      { role: 'toolCall', callId: 'call_4f3c-9', name: 'book', arguments: { n: 1 } },
      { role: 'toolOutput', callId: 'call_4f3c-9', output: 'Accepted.' },
      said('user', 'And?'),
      said('assistant', 'Not yet.'),
      { role: 'toolOutput', callId: 'call_4f3c-9', output: 'Booked.' },
    ],
  ],
  [
    'a call without a question, and a question behind its output',
    [
      { role: 'toolCall', callId: 'a', name: 'book', arguments: {} },
      { role: 'toolOutput', callId: 'a', output: 'Booked.' },
      said('user', 'Thanks.'),
    ],
  ],
];
const TOOLS = [{ name: 'book', parameters: {} }];
const live = (): AbortSignal => new AbortController().signal;
const textOf = (parts: readonly ReplyPart[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('');

describe('a service that is strict', () => {
  let fake: FakeChatService | undefined;
  afterEach(() => fake?.close());

  async function strict(rule: Rule, logger = silentLogger): Promise<OpenAiBrain> {
    fake = await FakeChatService.open((response, body) => {
      const error = rule(body);
      if (error) refuses(response, error.status, error.body);
      else streams(response, chunk('Yes.'));
    });
    return new OpenAiBrain({ baseUrl: fake.baseUrl, logger });
  }
  const ask = (brain: OpenAiBrain, request: ReplyRequest): Promise<ReplyPart[]> =>
    collect(brain.reply(request, { signal: live() }));

  it.each<[string, Rule]>([
    ['as models that reason', reasoning],
    ['as Mistral', mistral],
    ['as chat templates', template],
    ['as a template without a system role', systemless],
    ['as a model without tools', toolless],
    ['about a member', unknownMember],
  ])('B04, B05, B06: %s, answers every conversation, and every second one at once', async (_, rule) => {
    const brain = await strict(rule);
    for (const [name, history] of CONVERSATIONS) {
      const parts = await ask(brain, { history, temperature: 0.3, tools: TOOLS, toolChoice: 'auto' });
      expect(textOf(parts), name).toBe('Yes.');
    }
    const learned = fake?.bodies.length ?? 0;
    await ask(brain, { history: [said('user', 'Again.')], temperature: 0.3, tools: TOOLS });
    expect(fake?.bodies).toHaveLength(learned + 1);
    expect(learned).toBeLessThan(CONVERSATIONS.length + 4);
  });

  it('B04: receives the length under its newer name, and the client learns which settings have no effect', async () => {
    const warn = vi.fn();
    const brain = await strict(reasoning, { ...silentLogger, warn });
    const parts = await ask(brain, { history: [said('user', 'Hi.')], temperature: 0.3 });
    expect(parts).toMatchObject([
      { type: 'warning', code: 'config.ignored' },
      { type: 'text', text: 'Yes.' },
    ]);
    expect(fake?.bodies.at(-1)).toMatchObject({ max_completion_tokens: expect.any(Number) as number });
    expect(JSON.stringify(warn.mock.calls)).toContain('max_tokens');
    expect(await ask(brain, { history: [said('user', 'Hi.')], temperature: 0.3 })).toHaveLength(1);
  });

  it.each<[string, Rule]>([
    ['vLLM', context(1_500)],
    ['OpenAI', hosted(1_500)],
  ])('B07: with a small context, as %s, answers every turn with the latest turns', async (_, rule) => {
    const brain = await strict(rule);
    const history: HistoryMessage[] = [];
    for (let turn = 1; turn <= 14; turn++) {
      history.push(said('user', `Question ${turn}? ${'long '.repeat(60)}`));
      expect(textOf(await ask(brain, { history }))).toBe('Yes.');
      expect(JSON.stringify(fake?.bodies.at(-1)?.messages)).toContain(`Question ${turn}?`);
      history.push(said('assistant', `Answer ${turn}.`));
    }
    expect(fake?.bodies.length).toBeLessThan(20);
  });

  it('B07: leaves room for the answer of a model that thinks, as far as there is any', async () => {
    fake = await FakeChatService.open((response, { max_tokens = 0, messages }) => {
      const tokens = max_tokens + JSON.stringify(messages).length / 4;
      const error = {
        message: 'This model has a maximum context length of 3000 tokens.',
        code: 'context_length_exceeded',
      };
      if (tokens > 3_000) refuses(response, 400, { error });
      else streams(response, chunk({ reasoning: 'Hm.' }), chunk('Yes.'));
    });
    const brain = new OpenAiBrain({ baseUrl: fake.baseUrl });
    const history = [said('user', 'One.'), said('assistant', 'Two.'), said('user', 'Three.')];
    for (let turn = 0; turn < 2; turn++) expect(textOf(await ask(brain, { history }))).toBe('Yes.');
    expect(fake.bodies.map((body) => body.max_tokens)).toEqual([400, 4_000, 1_000]);
    expect(JSON.stringify(fake.bodies.at(-1)?.messages)).toContain('One.');
  });

  it('B07: is asked no more often than sensible about a message that is too long by itself, and answers the next one', async () => {
    const brain = await strict(hosted(1_500));
    await expect(ask(brain, { history: [said('user', 'long '.repeat(4_000))] })).rejects.toMatchObject({
      message: 'the language model answered 400 (code context_length_exceeded, parameter messages)',
    });
    expect(fake?.bodies.length).toBeLessThan(12);
    expect(
      textOf(await ask(brain, { history: [said('user', 'Hi.'), said('assistant', 'Hello.'), said('user', 'So?')] })),
    ).toBe('Yes.');
    expect(JSON.stringify(fake?.bodies.at(-1)?.messages)).toContain('Hello.');
  });
});
