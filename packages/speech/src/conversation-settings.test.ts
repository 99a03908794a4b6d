import { describe, expect, it } from 'vitest';
import { TestCall } from './testing/index.js';

const picture = (name: string) => ({ mime: 'image/jpeg', bytes: new TextEncoder().encode(name) });

describe('a written reply', () => {
  it('is emitted as text at once, without a sound', async () => {
    const call = new TestCall({ replies: [['One two. ', 'Three.']], settings: { modalities: 'text' } });
    call.conversation.createResponse();
    await call.settle();
    expect(call.names('stateChanged')).toEqual(['replyStarted', 'replyDelta', 'replyDelta', 'replyDone']);
    expect(call.all('replyDone')).toMatchObject([{ text: 'One two. Three.', interrupted: false }]);
    expect(call.synthesizer.spoken).toEqual([]);
    expect(call.output.busy).toBe(false);
    expect(call.conversation.history).toMatchObject([{ role: 'assistant', text: 'One two. Three.' }]);
  });

  it('keeps what was written when it is cancelled', async () => {
    const call = new TestCall({ replies: [['One two. ', 'hang']], settings: { modalities: 'text' } });
    call.conversation.createResponse();
    await call.settle();
    call.conversation.cancelResponse();
    expect(call.all('replyDone')).toMatchObject([{ text: 'One two. ', interrupted: true }]);
  });
});

describe('settings for one reply', () => {
  it('apply to that one alone', async () => {
    const call = new TestCall({ settings: { voice: 'cedar', instructions: 'Be kind.', maxTokens: 50 } });
    call.conversation.createResponse({ instructions: 'Be rude.', modalities: 'text', voice: undefined });
    await call.settle();
    call.conversation.createResponse();
    await call.silence(1_100);
    expect(call.brain.requests).toMatchObject([
      { instructions: 'Be rude.', maxTokens: 50 },
      { instructions: 'Be kind.', maxTokens: 50 },
    ]);
    expect(call.synthesizer.voicesAsked).toEqual(['cedar']);
  });

  it('are dropped with the request that brought them', async () => {
    const call = new TestCall({ transcripts: ['hello'], settings: { turnDetection: null } });
    await call.userSpeaks(300);
    call.conversation.commit();
    call.conversation.createResponse({ instructions: 'Be rude.' });
    call.conversation.cancelResponse();
    await call.settle();
    call.conversation.createResponse();
    await call.settle();
    expect(call.brain.requests.map(({ instructions }) => instructions)).toEqual([undefined]);
  });
});

describe('transcription that is off', () => {
  it('withholds the user’s words from the client, not from the brain', async () => {
    const call = new TestCall({ transcripts: ['what time is it'], settings: { transcription: false } });
    const interim: string[] = [];
    call.conversation.events.on('interimTranscribed', ({ text }) => interim.push(text));
    await call.userSays();
    await call.silence(1_100);
    expect([...interim, ...call.all('transcribed')]).toEqual([]);
    expect(call.all('turnTaken')).toMatchObject([{ text: 'what time is it' }]);
    expect(call.brain.requests).toMatchObject([{ history: [{ role: 'user', text: 'what time is it' }] }]);
  });
});

describe('a setting the brain ignores', () => {
  it('causes one warning, and only in conversations that set it', () => {
    const call = new TestCall();
    call.brain.ignores = ['temperature', 'instructions'];
    call.conversation.configure({ voice: 'cedar' });
    call.conversation.configure({ temperature: 0.2 });
    call.conversation.configure({ temperature: 0.4 });
    expect(call.all('warning')).toEqual([
      { code: 'config.ignored', message: 'temperature has no effect: script of a test' },
    ]);
  });
});

describe('tools', () => {
  it('are offered as they were configured, and not mentioned where there are none', async () => {
    const tools = [{ name: 'wave', parameters: { type: 'object' } }];
    const call = new TestCall();
    call.conversation.configure({ tools, toolChoice: 'required' });
    call.conversation.createResponse();
    await call.settle();
    call.conversation.configure({ tools: [], toolChoice: 'required' });
    call.conversation.createResponse();
    await call.settle();
    expect(call.brain.requests[0]).toMatchObject({ tools, toolChoice: 'required' });
    expect(call.brain.requests[1]).not.toHaveProperty('tools');
    expect(call.brain.requests[1]).not.toHaveProperty('toolChoice');
  });
});

describe('pictures', () => {
  it('accompany every answer, the newest two', async () => {
    const call = new TestCall();
    for (const name of ['a', 'b', 'c']) call.conversation.addPicture(picture(name));
    call.conversation.addItem({ role: 'user', text: 'what is this' });
    call.conversation.createResponse();
    await call.settle();
    expect(call.brain.requests).toMatchObject([{ pictures: [picture('b'), picture('c')], asksAboutPicture: false }]);
  });

  it('are what the answer is about when nothing was said since', async () => {
    const call = new TestCall();
    call.conversation.addItem({ role: 'user', text: 'hello' });
    call.conversation.addPicture(picture('a'));
    call.conversation.createResponse();
    await call.silence(1_100);
    call.conversation.createResponse();
    await call.settle();
    expect(call.brain.requests.map(({ asksAboutPicture }) => asksAboutPicture)).toEqual([true, false]);
  });

  it('are asked about at once, though the face speaks of a tool’s output', async () => {
    const toolCall = { type: 'toolCall', callId: 'c', name: 'look_up', arguments: {} } as const;
    const call = new TestCall({ replies: [[toolCall], ['It is noon. And so on.'], ['A cat.']] });
    call.conversation.createResponse();
    await call.settle();
    call.conversation.addToolOutput('c', 'noon');
    call.conversation.createResponse();
    await call.silence(500);
    call.conversation.addPicture(picture('a'));
    call.conversation.createResponse();
    await call.settle();
    expect(call.brain.requests.map(({ asksAboutPicture }) => asksAboutPicture)).toEqual([undefined, undefined, true]);
    expect(call.all('replyDone').at(-1)).toMatchObject({ interrupted: true });
  });

  it('are asked about, though the face finishes before it is known what was said over it', async () => {
    const call = new TestCall({
      transcripts: ['hello', ''],
      replies: [['One.'], ['A cat.']],
      settings: { turnDetection: { interruptResponse: false } },
    });
    await call.userSays();
    await call.silence(200);
    call.conversation.addPicture(picture('a'));
    await call.userSpeaks(300);
    await call.silence(1_500);
    call.conversation.createResponse();
    await call.settle();
    expect(call.brain.requests.at(-1)).toMatchObject({ asksAboutPicture: true });
  });

  it('are not mentioned where there are none', async () => {
    const call = new TestCall();
    call.conversation.createResponse();
    await call.settle();
    expect(call.brain.requests[0]).not.toHaveProperty('pictures');
  });
});

describe('the text heard so far', () => {
  it('is reported while the reply sounds, a few times a second', async () => {
    const call = new TestCall({ replies: [['One two three four. Five six.']] });
    call.conversation.createResponse();
    await call.silence(2_200);
    const heard = call.all('replyProgress');
    expect(heard.map(({ heardMs }) => heardMs)).toEqual([300, 600, 900, 1_200, 1_500, 1_800]);
    expect(heard.map(({ text }) => text)).toEqual([
      'One',
      'One two',
      'One two three',
      'One two three four.',
      'One two three four.',
      'One two three four. Five',
    ]);
    expect(heard[0]?.itemId).toBe(call.all('replyStarted')[0]?.itemId);
  });
});

describe('cutting a reply to what was heard', () => {
  it('shortens it in the history, by the times of its words', async () => {
    const call = new TestCall({ replies: [['One two three four. Five six.']] });
    call.conversation.createResponse();
    await call.silence(2_200);
    const id = call.all('replyStarted')[0]?.itemId as string;
    expect(call.conversation.truncateItem(id, 600)).toBe(true);
    expect(call.conversation.history).toMatchObject([{ id, text: 'One two' }]);
    expect(call.conversation.truncateItem('unknown', 600)).toBe(false);
  });

  it('stops it where it still sounds; more than was heard is not put back', async () => {
    const call = new TestCall({ replies: [['One two three four. Five six.']] });
    call.conversation.createResponse();
    await call.silence(620);
    const id = call.all('replyStarted')[0]?.itemId as string;
    expect(call.conversation.truncateItem(id, 5_000)).toBe(true);
    expect(call.all('replyDone')).toMatchObject([{ text: 'One two', interrupted: true }]);
    expect(call.conversation.history).toMatchObject([{ id, text: 'One two' }]);
  });
});

describe('items', () => {
  it('stand where they were put, and reach the brain in that order', async () => {
    const { conversation, brain, settle } = new TestCall();
    conversation.addItem({ role: 'user', text: 'second' }, { id: 'b' });
    conversation.addItem({ role: 'system', text: 'first' }, { id: 'a', afterId: 'root' });
    expect(conversation.addItem({ role: 'user', text: 'again' }, { id: 'a' })).toBeUndefined();
    conversation.createResponse();
    await settle();
    expect(brain.requests[0]?.history).toEqual([
      { role: 'system', text: 'first' },
      { role: 'user', text: 'second' },
    ]);
  });
});
