import { startServer, type RunningServer } from '@visavis/server/testing';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { Call } from '../support/call.js';
import { callTest } from '../support/call-test.js';
import { picture } from '../support/picture.js';
import {
  fakeModel,
  picturesIn,
  textOf,
  type FakeModel,
  type ModelDelta,
  type ModelRequest,
} from '../support/fake-model.js';
import { OldSocket } from '../support/old-socket.js';

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

const ASKS_FOR_FACES = 'with feeling';
/** Known and unknown words for the face; the last tag is cut off. */
const WITH_FACES =
  '[face: warm] We open at ten. We [face:furious] close at [FACE: sad]five. [face: neutral]: Do come. That is all. [face: surp';
const WITHOUT_FACES = 'We open at ten. We close at five. Do come. That is all.';
const FACES = /\[f|face ?:|furious|surp/i;

/** Cut within its tags. */
async function* piecewise(text: string): AsyncGenerator<ModelDelta> {
  for (const content of text.match(/.{1,3}/g)!) {
    await new Promise(setImmediate);
    yield { content };
  }
}

beforeAll(async () => {
  model = await fakeModel(({ messages }) => {
    if (textOf(messages.at(-1)).includes(ASKS_FOR_FACES)) return piecewise(WITH_FACES);
    return (
      Object.entries(ANSWERS).find(([question]) => textOf(messages.at(-1)).includes(question))?.[1] ??
      'One. Two. Three. Four. Five. Six. Seven. Eight. Nine. Ten.'
    );
  });
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
  }, 40_000);
}

const said = ({ messages }: ModelRequest): string[][] =>
  messages.filter((message) => textOf(message) !== '').map((message) => [message.role, textOf(message)]);

/** What the model knows of its answers when it is asked again. */
const answered = ({ messages }: ModelRequest): string[] =>
  messages.filter(({ role }) => role === 'assistant').map((message) => textOf(message));

// The longest come first, so that they run beside all the others: without a picture, speech waits for one.
it('tags for the face are not in events of the older dialect', async () => {
  const socket = new OldSocket(server, '/realtime-api', { license: server.license, characterName: 'girl2' });
  try {
    await socket.next('session.created');
    socket.send({ type: 'session.update', session: {} });
    await socket.next('session.updated');
    const ask = (question: string): void => {
      socket.send(item('user', question));
      socket.send({ type: 'response.create' });
    };
    ask(`Say it ${ASKS_FOR_FACES}.`);
    expect((await socket.next('response.audio_transcript.done')).transcript.trim()).toBe(WITHOUT_FACES);
    ask('What did you say?');
    const request = await vi.waitUntil(() => model.asked('What did you say?'), 40_000);
    expect(answered(request).map((text) => text.trim())).toEqual([WITHOUT_FACES]);
    expect(JSON.stringify(socket.frames)).not.toMatch(FACES);
  } finally {
    await socket.close();
  }
});

it('tags for the face are shown and kept nowhere: not in deltas, transcripts, progress, nor the model’s next turn', async ({
  watch,
}) => {
  const { call } = await watch();
  call.type(`Tell me ${ASKS_FOR_FACES}.`);
  const { data } = await call.next('realtime.response.audio_transcript.done');
  const deltas = call.all('realtime.response.audio_transcript.delta').map((frame) => frame.data.delta);
  expect([data.content.trim(), deltas.join('').trim()]).toEqual([WITHOUT_FACES, WITHOUT_FACES]);
  expect(call.all('realtime.playback.progress').at(-1)?.data.content.trim()).toBe(WITHOUT_FACES);
  expect(answered(await asked(call, 'And then what?')).map((text) => text.trim())).toEqual([WITHOUT_FACES]);
  expect(JSON.stringify(call.received)).not.toMatch(FACES);
});

it('nor in what was heard of an answer that is interrupted', async ({ watch }) => {
  const { call } = await watch();
  call.type(`Once more ${ASKS_FOR_FACES}.`);
  await call.next('realtime.playback.progress', { fits: (frame) => /We close/.test(frame.data.content) });
  call.send({ type: 'response.cancel' });
  await call.next('realtime.response.cancelled');
  const [done] = call.all('realtime.response.audio_transcript.done');
  expect(WITHOUT_FACES.startsWith(done!.data.content)).toBe(true);
  expect(answered(await asked(call, 'Why is that?'))).toEqual([done!.data.content]);
  expect(JSON.stringify(call.received)).not.toMatch(FACES);
});

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
