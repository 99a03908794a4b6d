import type { HistoryMessage, Tool } from '@visavis/speech';
import { describe, expect, it } from 'vitest';
import { collect } from '../testing/collect.js';
import { KnowledgeBrain } from './knowledge-brain.js';

const tool = (name: string, description = '', parameters: object = { type: 'object', properties: {} }): Tool => ({
  name,
  description,
  parameters: parameters as Tool['parameters'],
});
const BOOK = tool('book_table', 'Books a table. Examples: "book a table", "I want to have dinner here"', {
  type: 'object',
  properties: {
    area: { type: 'string', enum: ['garden', 'main hall'] },
    guests: { type: 'integer' },
    wish: { type: 'string' },
  },
  required: ['area'],
});
const END = tool('end_conversation', 'Ends it', {
  type: 'object',
  properties: { reason: { type: 'string' } },
  required: ['reason'],
});
const brain = new KnowledgeBrain({
  name: 'the mill',
  topics: [
    { question: 'Goodbye', phrasings: ['Goodbye'], answer: 'Bye.', line: 1 },
    { question: 'Where is the miller?', phrasings: ['Where is the miller?'], answer: 'Asleep.', line: 3 },
  ],
});

async function ask(tools: Tool[], ...history: HistoryMessage[]): Promise<unknown[]> {
  const parts: unknown[] = [];
  for await (const part of brain.reply({ history, tools }, { signal: new AbortController().signal }))
    parts.push(part.type === 'text' ? part.text : part);
  return parts;
}
const user = (text: string): HistoryMessage => ({ role: 'user', text });
const face = (text: string): HistoryMessage => ({ role: 'assistant', text });
const used = (name: string, output: string): HistoryMessage[] => [
  { role: 'toolCall', callId: 'c', name, arguments: {} },
  { role: 'toolOutput', callId: 'c', output },
];

describe('a brain without a language model', () => {
  it('calls a tool when one of its examples is said, and fills in what it finds', async () => {
    expect(await ask([END, BOOK], user('Please book a table in the garden for 4'))).toEqual([
      {
        type: 'toolCall',
        callId: expect.stringMatching(/^call_/) as string,
        name: 'book_table',
        arguments: { area: 'garden', guests: 4 },
      },
    ]);
  });

  it('asks for what it must know, and calls with the answer', async () => {
    const [question] = await ask([BOOK], user('book a table'));
    expect(question).toBe('Which area? garden, or main hall?');
    expect(
      await ask([BOOK], user('book a table'), face(question as string), user('the main hall please')),
    ).toMatchObject([{ name: 'book_table', arguments: { area: 'main hall' } }]);
  });

  it.each(['end_conversation', 'end_call', 'function_call_close_talk'])(
    'ends the call by %s on a good-bye, examples or not',
    async (name) => {
      expect(await ask([{ ...END, name }], user('Goodbye!'))).toMatchObject([
        { name, arguments: { reason: 'Goodbye!' } },
      ]);
      expect(await ask([{ ...END, name }], user("that's all"))).toMatchObject([{ name }]);
    },
  );

  it('calls nothing where the client forbids it', async () => {
    const request = { history: [user('goodbye')], tools: [END], toolChoice: 'none' as const };
    const parts = await collect(brain.reply(request, { signal: new AbortController().signal }));
    expect(parts).toEqual([{ type: 'text', text: 'Bye.' }]);
  });

  it('says plainly that it sees nothing when it is asked about a picture', async () => {
    const request = { history: [user('what is this')], asksAboutPicture: true };
    const [part] = await collect(brain.reply(request, { signal: new AbortController().signal }));
    expect(part).toMatchObject({ type: 'text', text: expect.stringContaining('cannot see') as string });
  });

  it('answers from its knowledge what no tool is for', async () => {
    expect(await ask([END, BOOK], user('where is the miller'))).toEqual(['Asleep.']);
    expect(await ask([], user('goodbye'))).toEqual(['Bye.']);
    expect(await ask([tool('no_examples', 'Does something')], user('goodbye'))).toEqual(['Bye.']);
  });

  it.each([
    ['end_conversation', '{"status":"scheduled"}', 'Goodbye. It was nice talking with you.'],
    ['book_table', '{"message":"Booked for eight."}', 'Booked for eight.'],
    ['book_table', 'Booked for nine.', 'Booked for nine.'],
    ['book_table', '{"error":{"code":7}}', 'I am sorry, that did not work.'],
    ['book_table', '{"id":12}', 'That is done.'],
    ['book_table', '', 'That is done.'],
  ])('says after %s gave %s: %s', async (name, output, said) => {
    expect(await ask([END, BOOK], user('do it'), ...used(name, output))).toEqual([said]);
  });
});
