import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { Call } from '../support/call.js';
import { callTest } from '../support/call-test.js';
import { picture } from '../support/picture.js';
import { fakeModel, picturesIn, textOf, type FakeModel, type ModelRequest } from '../support/fake-model.js';

let model: FakeModel;
let server: RunningServer;
const it = callTest(() => server).concurrent;

/** What the model says to some questions. */
const ANSWERS = {
  'in tags': '<think>I must hide this. Really.</think>We open at ten.',
  'in a template': 'I must hide this. Really.</think>We open at ten.',
  'in Markdown': '## Hours\n- [Monday](https://museum.example/hours): **ten**\n```js\nlet i = 0;\n```',
  'in smiles': '🙂',
  'in Chinese': '您好。',
};

beforeAll(async () => {
  model = await fakeModel(
    ({ messages }) =>
      Object.entries(ANSWERS).find(([question]) => textOf(messages.at(-1)).includes(question))?.[1] ??
      'One. Two. Three. Four. Five. Six. Seven. Eight. Nine. Ten.',
  );
  server = await startServer({ OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'test' });
});
afterAll(async () => {
  await server?.stop();
  await model?.close();
});

const parts = (text: string) => [{ type: 'input_text', text }];
const item = (role: string, text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role, content: parts(text) },
});

/** What the model is asked with when the client wants a reply now. @param question Asked by no other test. */
function asked(call: Call, question: string): Promise<ModelRequest> {
  call.type(question);
  return vi.waitFor(() => {
    const request = model.asked(question);
    if (!request) throw new Error(`The model was not asked: ${question}`);
    return request;
  }, 10_000);
}

const said = ({ messages }: ModelRequest): string[][] =>
  messages.filter((message) => textOf(message) !== '').map((message) => [message.role, textOf(message)]);

it('A-34: the history of every side, in its order, a fact within the user’s turn', async ({ ready }) => {
  const call = await ready();
  for (const [role, text] of [
    ['user', 'My name is Ada.'],
    ['assistant', 'Hello, Ada.'],
    ['system', 'It rains.'],
  ] as const)
    call.send(item(role, text));
  const history = said(await asked(call, 'Who am I?'));
  const from = history.findIndex(([, text]) => text === 'My name is Ada.');
  expect(history.slice(from)).toEqual([
    ['user', 'My name is Ada.'],
    ['assistant', 'Hello, Ada.'],
    ['user', '(Information, not said by the user: It rains.)\nWho am I?'],
  ]);
});

const shown = picture();

it.for<[string, object]>([
  ['as content', { type: 'realtime.input_image', data: { content: shown, reply: 0 } }],
  ['as image', { type: 'realtime.input_image', data: { image: shown } }],
  ['without a data URL', { type: 'realtime.input_image', data: { content: shown.split(',')[1] } }],
  ['as an item', { type: 'conversation.item.create', item: { type: 'input_image', image_url: shown } }],
  [
    'as a part of an item',
    {
      type: 'conversation.item.create',
      item: { type: 'message', role: 'user', content: [{ type: 'input_image', image_url: shown }] },
    },
  ],
])(
  'A-22: a picture that comes %s, with the next question and without an answer of its own',
  async ([form, message], { ready }) => {
    const call = await ready();
    call.send(message);
    expect(picturesIn(await asked(call, `What do you see ${form}?`))).toEqual([shown]);
    expect(call.all('realtime.response.created')).toHaveLength(1);
  },
);

it('C-09: nothing more after a storm of repeated settings and history', async ({ ready }) => {
  const call = await ready();
  call.send(item('user', 'My name is Ada.'));
  const before = said(await asked(call, 'What is my name?'));
  await call.next('realtime.response.audio_transcript.delta');
  for (let i = 0; i < 20; i++) {
    call.send({ type: 'session.update', session: { temperature: 0.9 } });
    for (const text of ['My name is Ada.', 'What is my name?', 'Listening...']) call.send(item('user', text));
  }
  const after = said(await asked(call, 'And who are you?'));
  const ofUser = (history: string[][]) =>
    history.filter(([role]) => role === 'user').flatMap(([, text]) => text!.split('\n'));
  expect(ofUser(after)).toEqual([...ofUser(before), 'And who are you?']);
});

it.for<[string, string, string, string[]]>([
  ['B02', 'in tags', 'We open at ten.', []],
  ['B02', 'in a template', 'We open at ten.', []],
  ['B16', 'in Markdown', 'Hours.\nMonday: ten.\nThere is some code as well, which I leave out.', []],
  ['B17', 'in smiles', 'I am sorry, I cannot think just now. Please ask me again in a moment.', []],
  ['B18', 'in Chinese', '您好。 I have an answer, but I cannot speak its language.', ['voice.foreign']],
])('%s: an answer %s is read without what is not for the user', async ([, question, read, warnings], { watch }) => {
  const { call } = await watch();
  call.type(`Answer ${question}.`);
  await call.next('realtime.response.audio_transcript.done');
  const deltas = call.all('realtime.response.audio_transcript.delta');
  expect(
    deltas
      .map(({ data }) => data.delta)
      .join('')
      .trim(),
  ).toBe(read);
  expect(call.all('realtime.warning').map(({ data }) => data.code)).toEqual(warnings);
});
