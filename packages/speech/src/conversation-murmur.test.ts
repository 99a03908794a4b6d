import { describe, expect, it } from 'vitest';
import { TestCall } from './testing/index.js';

const STORY = ['One two three four five. ', 'Six seven eight nine ten. ', 'Eleven.'];

/** A call in which the face is in the middle of the second of three sentences, of a second each. */
async function storyTold(transcripts: string[], options: ConstructorParameters<typeof TestCall>[0] = {}) {
  const call = new TestCall({ transcripts: ['tell me', ...transcripts], replies: [STORY], ...options });
  await call.userSays();
  await call.silence(1_500);
  return call;
}

describe('B20: a murmur over a reply', () => {
  it.each(['', '…', 'uh-huh', 'Okay.', 'mm hmm …'])('“%s” silences it for a moment, and no longer', async (murmur) => {
    const call = await storyTold([murmur]);
    await call.userSpeaks(300);
    expect(call.output.busy).toBe(false);
    await call.silence(800);
    expect(call.output.busy).toBe(true);
    await call.silence(2_500);
    expect(call.all('replyDone')).toMatchObject([
      { text: 'One two three four five. Six seven', interrupted: true },
      { text: 'Six seven eight nine ten. Eleven.', interrupted: false },
    ]);
    expect(call.brain.requests).toHaveLength(1);
    expect(call.brain.aborted).toBe(0);
  });

  it('is reported, and the rest of the reply comes as one of its own', async () => {
    const call = await storyTold(['uh-huh']);
    const from = call.log.length;
    await call.userSays(300);
    await call.silence(2_500);
    const events = call.log.slice(from).filter(({ name }) => !['replyProgress', 'stateChanged'].includes(name));
    expect(events.map(({ name }) => name)).toEqual([
      'replyDone',
      'audioDone',
      'speechStarted',
      'speechStopped',
      'transcribed',
      'replyStarted',
      'replyResumed',
      'replyDelta',
      'latency',
      'replyDone',
      'audioDone',
    ]);
    const [, resumed] = call.all('replyStarted');
    expect(call.all('replyResumed')).toEqual([{ ...resumed, resumes: 'resp_1' }]);
    expect(call.all('replyDelta').at(-1)).toEqual({ replyId: 'resp_2', text: 'Six seven eight nine ten. Eleven.' });
    expect(call.all('stateChanged').map(({ to }) => to.name)).toEqual([
      'thinking',
      'speaking',
      'listening',
      'thinking',
      'speaking',
      'listening',
    ]);
  });

  it('leaves the history as if it had not been', async () => {
    const call = await storyTold(['uh-huh']);
    await call.userSays(300);
    await call.silence(2_500);
    expect(call.conversation.history).toMatchObject([
      { role: 'user', text: 'tell me' },
      { role: 'assistant', text: 'One two three four five.' },
      { role: 'assistant', text: 'Six seven eight nine ten. Eleven.' },
    ]);
    expect(call.all('turnTaken').map(({ text }) => text)).toEqual(['tell me']);
    expect(call.all('transcribed').at(-1)).toMatchObject({ text: 'uh-huh', unclear: false });
  });

  it('may come twice', async () => {
    const call = await storyTold(['uh-huh', 'okay']);
    await call.userSays(300);
    await call.silence(400);
    await call.userSays(300);
    await call.silence(2_500);
    expect(call.all('replyDone').map(({ text }) => text)).toEqual([
      'One two three four five. Six seven',
      'Six seven',
      'Six seven eight nine ten. Eleven.',
    ]);
  });

  it('does not lose what the brain writes meanwhile', async () => {
    const call = await storyTold(['uh-huh'], {
      pieces: [[{ ms: 1_000 }]],
      replies: [
        ['One two three. Four five six seven. ', { type: 'warning', code: 'config.ignored', message: '' }, 'Eight.'],
      ],
    });
    await call.userSays(300);
    await call.silence(2_600);
    expect(call.all('replyDone').at(-1)).toMatchObject({ text: 'Four five six seven. Eight.', interrupted: false });
  });

  it('keeps a tool from being called while it is not known whether the user wants to stop', async () => {
    const call = new TestCall({ transcripts: ['tell me', 'stop'] });
    let think = (): void => undefined;
    const thinking = new Promise<void>((resolve) => (think = resolve));
    call.brain.reply = async function* () {
      yield { type: 'text', text: 'One two three. ' };
      await thinking;
      yield { type: 'toolCall', callId: 'c', name: 'book', arguments: {} };
    };
    await call.userSays();
    await call.silence(700);
    await call.userSpeaks(300);
    think();
    await call.silence(200);
    expect(call.all('toolCalled')).toEqual([]);
    call.brain.reply = async function* () {
      yield { type: 'text', text: 'All right.' };
    };
    await call.silence(1_500);
    expect(call.all('toolCalled')).toEqual([]);
  });

  it('goes on with a written reply, too', async () => {
    const call = new TestCall({
      transcripts: ['uh-huh'],
      replies: [['One. ', 'hang']],
      settings: { modalities: 'text' },
    });
    call.conversation.createResponse();
    await call.settle();
    await call.userSays(300);
    expect(call.all('replyResumed')).toHaveLength(1);
    expect(call.brain.aborted).toBe(0);
  });

  it('ends no reply when the recogniser fails', async () => {
    const call = new TestCall({ transcripts: ['tell me', new Error('out of order')], replies: [STORY] });
    await call.userSays();
    await call.silence(1_500);
    await call.userSays(300);
    await call.silence(2_500);
    expect(call.all('replyDone').at(-1)).toMatchObject({
      text: 'Six seven eight nine ten. Eleven.',
      interrupted: false,
    });
  });
});

describe('B20: words over a reply', () => {
  it.each(['stop', 'how much is it', 'okay stop', 'no'])('“%s” end it for good', async (words) => {
    const call = await storyTold([words]);
    await call.userSays(300);
    await call.silence(3_000);
    expect(call.all('replyResumed')).toEqual([]);
    expect(call.all('replyDone').map(({ text }) => text)).toEqual(['One two three four five. Six seven', 'Yes.']);
    expect(call.brain.requests[1]?.history.at(-1)).toEqual({ role: 'user', text: words });
  });

  it('end it also where the client asks for the answer', async () => {
    const call = await storyTold(['stop'], {
      settings: { turnDetection: { createResponse: false } },
    });
    call.conversation.createResponse();
    await call.silence(1_500);
    await call.userSays(300);
    await call.silence(3_000);
    expect(call.all('replyResumed')).toEqual([]);
    expect(call.output.busy).toBe(false);
  });

  it('that answer the question of the face are an answer', async () => {
    const call = new TestCall({
      transcripts: ['hello', 'okay'],
      replies: [['Hello. ', 'Shall I book a table? ', 'I can.'], ['Done.']],
    });
    await call.userSays();
    await call.silence(1_500);
    await call.userSays(300);
    await call.silence(1_500);
    expect(call.all('replyResumed')).toEqual([]);
    expect(call.all('replyDone').at(-1)).toMatchObject({ text: 'Done.' });
  });
});

it.each([
  ['the client cancels it', (call: TestCall) => call.conversation.cancelResponse()],
  ['the client asks for another one', (call: TestCall) => call.conversation.say('Now this.')],
])('B20: a reply does not go on once %s', async (_name, act) => {
  const call = await storyTold(['uh-huh']);
  await call.userSpeaks(300);
  act(call);
  await call.silence(3_000);
  expect(call.all('replyResumed')).toEqual([]);
});

it('S-21: speech of which nothing was understood has an empty transcript, and an answer', async () => {
  const call = new TestCall({ transcripts: ['…'] });
  await call.userSays();
  await call.silence(200);
  expect(call.all('transcribed')).toMatchObject([{ text: '', unclear: true }]);
  expect(call.brain.requests[0]?.history).toEqual([{ role: 'user', text: '…' }]);
});
