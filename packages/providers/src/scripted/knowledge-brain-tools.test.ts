import { NO_RESULT, type HistoryMessage, type Tool } from '@visavis/speech';
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
  it('calls a tool when the user says one of its examples, and fills in the arguments that it finds', async () => {
    expect(await ask([END, BOOK], user('Please book a table in the garden for 4'))).toEqual([
      {
        type: 'toolCall',
        callId: expect.stringMatching(/^call_/) as string,
        name: 'book_table',
        arguments: { area: 'garden', guests: 4 },
      },
    ]);
  });

  it('asks for a required argument, and calls with the answer', async () => {
    const [question] = await ask([BOOK], user('book a table'));
    expect(question).toBe('Which area: garden or main hall?');
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

  it.each([
    ['turn the lamp on', { state: 'on' }],
    ['please turn the lamp off', { state: 'off' }],
    ['make it dark blue', { colour: 'dark blue' }],
    ['could you make it blue', { colour: 'blue' }],
  ])('takes an example with one value for examples with the others: %s', async (said, args) => {
    const lamp = tool('lamp', 'Sets the lamp. Examples: “turn the lamp on”, “make it blue”', {
      type: 'object',
      properties: { state: { enum: ['on', 'off'] }, colour: { enum: ['blue', 'dark blue', 'red'] } },
    });
    expect(await ask([lamp], user(said))).toMatchObject([{ name: 'lamp', arguments: args }]);
    expect(await ask([lamp], user('make it louder'))).toEqual([expect.stringContaining('did not understand')]);
  });

  it('takes only phrases behind “Examples” for examples, where that word is written', async () => {
    const mode = tool('mode', 'Sets the mode to "quiet" or "loud". Examples: "change the mode"');
    expect(await ask([mode], user('change the mode please'))).toMatchObject([{ name: 'mode' }]);
    expect(await ask([mode], user('quiet'))).toEqual([expect.stringContaining('did not understand')]);
  });

  it('hangs up on request, not when pictures are to be hung up', async () => {
    expect(await ask([END], user('please hang up'))).toMatchObject([{ name: 'end_conversation' }]);
    expect(await ask([END], user('how do i hang up a picture'))).toEqual([
      expect.stringContaining('did not understand'),
    ]);
  });

  it('asks for one argument after the other, and again where the answer held none', async () => {
    const send = tool('send', 'Sends a card. Examples: "send a card"', {
      type: 'object',
      properties: {
        to: { type: 'string', description: 'Who is it for?' },
        size: { enum: ['small', 'large'] },
        gift: { type: 'boolean' },
        copies: { type: 'integer', default: 1 },
      },
      required: ['to', 'size', 'gift', 'copies'],
    });
    const history: HistoryMessage[] = [];
    const says = async (text: string): Promise<unknown> => {
      history.push(user(text));
      const [part] = await ask([send], ...history);
      if (typeof part === 'string') history.push(face(part));
      return part;
    };
    expect(await says('send a card')).toBe('I need to know one more thing. Who is it for?');
    expect(await says('Ada Lovelace.')).toBe('Which size: small or large?');
    expect(await says('the big one')).toBe('Which size: small or large?');
    expect(await says('large then')).toBe('Which gift, please?');
    expect(await says('yes please')).toMatchObject({
      name: 'send',
      arguments: { to: 'Ada Lovelace', size: 'large', gift: true },
    });
  });

  it('goes back to its knowledge when the user asks something else instead of answering', async () => {
    const [question] = await ask([BOOK], user('book a table'));
    const before = [user('book a table'), face(question as string)];
    expect(await ask([BOOK], ...before, user('where is the miller'))).toEqual(['Asleep.']);
    expect(await ask([BOOK, END], ...before, user('goodbye'))).toMatchObject([{ name: 'end_conversation' }]);
  });

  it('counts in digits and in words', async () => {
    for (const guests of ['twenty five', '25'])
      expect(await ask([BOOK], user(`book a table in the garden for ${guests}`))).toMatchObject([
        { arguments: { area: 'garden', guests: 25 } },
      ]);
  });

  it('calls the tool that the client names, regardless of the user’s words', async () => {
    const request = { history: [user('hello')], tools: [END, BOOK], toolChoice: { name: 'end_conversation' } };
    const parts = await collect(brain.reply(request, { signal: new AbortController().signal }));
    expect(parts).toMatchObject([{ type: 'toolCall', name: 'end_conversation', arguments: { reason: 'hello' } }]);
  });

  it('speaks the results of all of several calls', async () => {
    const calls: HistoryMessage[] = ['a', 'b'].map((callId) => ({
      role: 'toolCall',
      callId,
      name: 'x',
      arguments: {},
    }));
    const outputs: HistoryMessage[] = ['a', 'b'].map((callId) => ({
      role: 'toolOutput',
      callId,
      output: `Took ${callId}`,
    }));
    expect(await ask([BOOK], user('go'), ...calls, ...outputs)).toEqual(['Took a. Took b.']);
  });

  it('calls nothing where the client forbids it', async () => {
    const request = { history: [user('goodbye')], tools: [END], toolChoice: 'none' as const };
    const parts = await collect(brain.reply(request, { signal: new AbortController().signal }));
    expect(parts).toEqual([{ type: 'text', text: 'Bye.' }]);
  });

  it('says plainly that it cannot see when a picture is to be described', async () => {
    const request = { history: [user('what is this')], asksAboutPicture: true };
    const [part] = await collect(brain.reply(request, { signal: new AbortController().signal }));
    expect(part).toMatchObject({ type: 'text', text: expect.stringContaining('cannot see') as string });
  });

  it('answers from its knowledge where no tool fits', async () => {
    expect(await ask([END, BOOK], user('where is the miller'))).toEqual(['Asleep.']);
    expect(await ask([], user('goodbye'))).toEqual(['Bye.']);
    expect(await ask([tool('no_examples', 'Does something')], user('goodbye'))).toEqual(['Bye.']);
  });

  it.each([
    ['end_conversation', '{"status":"scheduled"}', 'Bye.'],
    ['book_table', '{"message":"Booked for eight."}', 'Booked for eight.'],
    ['book_table', 'Booked for nine.', 'Booked for nine.'],
    ['book_table', '{"error":{"code":7}}', 'I am sorry, that did not work.'],
    ['book_table', '{"id":12}', 'That is done.'],
    ['book_table', '', 'That is done.'],
    ['book_table', '{"message":"see https://x.example/{id}"}', 'That is done.'],
    ['book_table', NO_RESULT, 'All right.'],
    ['book_table', '"Booked"', 'Booked.'],
  ])('says after %s returned %s: %s', async (name, output, said) => {
    expect(await ask([END, BOOK], user('do it'), ...used(name, output))).toEqual([said]);
  });
});
