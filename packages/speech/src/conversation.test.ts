import { CodedError } from '@visavis/core';
import { describe, expect, it } from 'vitest';
import type { HistoryMessage } from './ports.js';
import { TestCall } from './testing/index.js';

const COUNTING = ['One two three four five. ', 'Six seven. ', 'Eight nine.'];

const said = (message: HistoryMessage): string => ('text' in message ? message.text : message.role);

describe('a turn', () => {
  it('is heard, understood, answered and spoken, in that order', async () => {
    const call = new TestCall({ transcripts: ['what time is it'], replies: [['It is ', 'noon.']] });
    await call.silence(320);
    await call.userSays();
    await call.silence(1_100);
    expect(call.names('stateChanged', 'latency', 'turnTaken', 'replyProgress')).toEqual([
      'speechStarted',
      'speechStopped',
      'transcribed',
      'replyStarted',
      'replyDelta',
      'replyDelta',
      'replyDone',
      'audioDone',
    ]);
    expect(call.all('stateChanged').map(({ to }) => to.name)).toEqual(['thinking', 'speaking', 'listening']);
    expect(call.all('speechStarted')[0]?.audioStartMs).toBe(320);
    expect(call.all('speechStopped')[0]?.audioEndMs).toBeCloseTo(920, -2);
    expect(call.all('replyDone')).toMatchObject([{ text: 'It is noon.', interrupted: false }]);
    expect(call.conversation.history).toMatchObject([
      { role: 'user', text: 'what time is it' },
      { role: 'assistant', text: 'It is noon.' },
    ]);
  });

  it('reports how long each of its stages took', async () => {
    const call = new TestCall({ transcripts: ['hello'] });
    await call.userSays();
    await call.silence(100);
    const stages = call.all('latency')[0]?.stages;
    expect(stages).toEqual({
      endpointMs: 512,
      recognitionMs: 0,
      replyMs: 0,
      synthesisMs: 0,
      playoutMs: 20,
      totalMs: 532,
    });
  });

  it('is recognised from before the moment it was noticed', async () => {
    const call = new TestCall({ transcripts: ['hello'] });
    await call.silence(1_000);
    await call.userSays(640);
    const heardMs = (call.recognizer.written[0] ?? 0) / 16;
    expect(heardMs).toBeGreaterThan(640 + 300 + 450);
  });

  it('without recognisable words causes no reply, but still emits its transcription', async () => {
    const call = new TestCall({ transcripts: ['', '', 'hello'] });
    for (let turn = 0; turn < 3; turn++) await call.userSays(300);
    expect(call.all('transcribed').map(({ text }) => text)).toEqual(['', '', 'hello']);
    expect(call.all('transcribed').map(({ itemId }) => itemId)).toEqual(
      call.all('speechStarted').map(({ itemId }) => itemId),
    );
    expect(call.all('replyStarted')).toHaveLength(1);
  });

  it('B29: is answered as one with what the user adds before the answer begins', async () => {
    const call = new TestCall({ transcripts: ['I would like', 'a coffee'], replies: [['hang'], ['Here it is.']] });
    await call.userSays();
    await call.userSays();
    await call.silence(1_100);
    expect(call.brain.requests.at(-1)?.history.map(said)).toEqual(['I would like', 'a coffee']);
    expect(call.brain.aborted).toBe(1);
    expect(call.all('replyDone').map(({ text }) => text)).toEqual(['', 'Here it is.']);
  });

  it('is not answered by itself when the client requests answers one by one', async () => {
    const call = new TestCall({ transcripts: ['hello'], settings: { turnDetection: { createResponse: false } } });
    await call.userSays();
    await call.silence(500);
    expect(call.all('transcribed')).toHaveLength(1);
    expect(call.all('replyStarted')).toEqual([]);
    call.conversation.createResponse();
    await call.settle();
    expect(call.all('replyStarted')).toHaveLength(1);
  });

  it('can be forgotten while it is spoken', async () => {
    const call = new TestCall({ transcripts: ['never asked for'] });
    await call.userSpeaks();
    call.conversation.clearInput();
    await call.silence(1_000);
    expect(call.names()).toEqual(['speechStarted', 'speechStopped', 'transcribed']);
    expect(call.all('transcribed')[0]?.text).toBe('');
    expect(call.recognizer.live).toBe(0);
  });
});

describe('barge-in', () => {
  it('keeps only what the user heard', async () => {
    const call = new TestCall({ transcripts: ['count for me', 'stop'], replies: [COUNTING] });
    await call.userSays();
    await call.silence(1_500);
    await call.userSpeaks(200);
    expect(call.output.busy).toBe(false);
    expect(call.names('replyProgress').slice(-4)).toEqual(['stateChanged', 'replyDone', 'audioDone', 'speechStarted']);
    expect(call.all('replyDone')).toMatchObject([{ text: 'One two three four five. Six', interrupted: true }]);
    expect(call.conversation.history.at(-1)).toMatchObject({ role: 'assistant', text: 'One two three four five. Six' });
  });

  it('remembers the sentences heard before the voice had to wait for more text', async () => {
    const call = new TestCall({ transcripts: ['tell me', 'stop'], replies: [['First part. ', 'Second', 'hang']] });
    await call.userSays();
    await call.silence(2_000);
    await call.userSpeaks(200);
    expect(call.all('replyDone')).toMatchObject([{ text: 'First part.', interrupted: true }]);
  });

  it('falls silent within 180 ms of the user’s first sound', async () => {
    const call = new TestCall({ transcripts: ['count for me'], replies: [COUNTING] });
    await call.userSays();
    await call.silence(500);
    await call.userSpeaks(180);
    expect(call.output.interruptions).toBe(1);
  });

  it.each([
    ['a click', 20],
    ['a short cough', 80],
  ])('does not come from %s', async (_name, ms) => {
    const call = new TestCall({ transcripts: ['count for me'], replies: [COUNTING] });
    await call.userSays();
    await call.silence(500);
    await call.userSpeaks(ms);
    await call.silence(3_000);
    expect(call.all('replyDone')).toMatchObject([{ interrupted: false }]);
    expect(call.all('speechStarted')).toHaveLength(1);
  });

  it('by a cough before the answer began does not cost the user the answer', async () => {
    const call = new TestCall({ transcripts: ['what time is it', ''], replies: [['hang'], ['Noon.']] });
    await call.userSays();
    await call.userSays(160);
    await call.silence(1_200);
    expect(call.all('replyDone').map(({ text }) => text)).toEqual(['', 'Noon.']);
    expect(call.brain.requests.at(-1)?.history).toEqual([{ role: 'user', text: 'what time is it' }]);
  });

  it('by a cough does not cost the answer to what was typed either', async () => {
    const call = new TestCall({ transcripts: [''], replies: [['hang'], ['Noon.']] });
    call.conversation.addItem({ role: 'user', text: 'what time is it' });
    call.conversation.createResponse();
    await call.userSays(160);
    await call.silence(1_200);
    expect(call.all('replyDone').map(({ text }) => text)).toEqual(['', 'Noon.']);
  });

  it('can be switched off; then what was said meanwhile is answered next', async () => {
    const call = new TestCall({
      transcripts: ['count for me', 'and then'],
      replies: [['One two three.'], ['Then four.']],
      settings: { turnDetection: { interruptResponse: false, silenceDurationMs: 200 } },
    });
    await call.userSays();
    await call.userSays(200);
    await call.silence(2_500);
    expect(call.all('replyDone')).toMatchObject([
      { text: 'One two three.', interrupted: false },
      { text: 'Then four.', interrupted: false },
    ]);
  });

  it('Scenario U6: abandons a brain that ignores its signal', async () => {
    const call = new TestCall({ transcripts: ['hello', 'again'], replies: [['Well. ', 'ignore'], ['Yes.']] });
    await call.userSays();
    await call.silence(1_500);
    await call.userSays();
    await call.silence(1_200);
    expect(call.all('replyDone').map(({ text }) => text)).toEqual(['Well.', 'Yes.']);
  });
});

describe('a reply', () => {
  it('begins to sound with its first sentence, and synthesises one sentence ahead', async () => {
    const call = new TestCall({ replies: [['One. Two. Three. Four.']] });
    call.conversation.createResponse();
    await call.settle();
    expect(call.synthesizer.spoken).toEqual(['One.', 'Two.']);
    await call.silence(1_100);
    expect(call.synthesizer.spoken).toEqual(['One.', 'Two.', 'Three.']);
  });

  it('B27: whose sentence stops is said as far as it goes after two seconds, and goes on', async () => {
    const wait = (ms: number) => (): Promise<void> => new Promise((resolve) => void call.clock.after(ms, resolve));
    const call = new TestCall({ replies: [['The museum has many ro', wait(9_000), 'oms. Bye.']] });
    call.conversation.createResponse();
    await call.silence(1_900);
    expect(call.synthesizer.spoken).toEqual([]);
    await call.silence(200);
    expect(call.synthesizer.spoken).toEqual(['The museum has many']);
    await call.silence(8_000);
    expect(call.synthesizer.spoken).toEqual(['The museum has many', 'rooms.', 'Bye.']);
    await call.silence(3_000);
    expect(call.all('replyDone')).toMatchObject([{ text: 'The museum has many rooms. Bye.', interrupted: false }]);
    expect(call.clock.pending).toBe(0);
  });

  it('B02: falls silent in words that are retracted, and keeps only what follows', async () => {
    const wait = (): Promise<void> => new Promise((resolve) => void call.clock.after(500, resolve));
    const call = new TestCall({
      replies: [['I must hide this. And this. And', wait, { type: 'retracted' }, 'We open at ten. ', 'Yes.']],
    });
    call.conversation.createResponse();
    await call.silence(600);
    expect(call.output.busy).toBe(true);
    await call.silence(4_000);
    expect(call.synthesizer.spoken.slice(-2)).toEqual(['We open at ten.', 'Yes.']);
    expect(call.all('replyDone')).toMatchObject([{ text: 'We open at ten. Yes.', interrupted: false }]);
    expect(call.conversation.history).toMatchObject([{ role: 'assistant', text: 'We open at ten. Yes.' }]);
    expect(call.all('warning')).toEqual([]);
    expect(call.clock.pending).toBe(0);
  });

  it('B07: that is an apology is heard, but not kept in the history', async () => {
    const sorry = (text: string) => ({ type: 'text' as const, text, apology: true as const });
    const call = new TestCall({
      transcripts: ['one', 'two', 'three'],
      replies: [[sorry('I am sorry.')], ['Well, it', sorry(' I am sorry.')], ['Yes.']],
    });
    for (let turn = 0; turn < 3; turn++) {
      await call.userSays();
      await call.silence(2_500);
    }
    expect(call.all('replyDone').map(({ text }) => text)).toEqual(['I am sorry.', 'Well, it I am sorry.', 'Yes.']);
    const { itemId } = call.all('replyDone')[1] as { itemId: string };
    expect(call.conversation.truncateItem(itemId, 60_000)).toBe(true);
    expect(call.conversation.history.map((item) => 'text' in item && item.text)).toEqual([
      'one',
      'two',
      'Well, it',
      'three',
      'Yes.',
    ]);
    call.synthesizer.failure = new Error('out of order');
    call.conversation.createResponse();
    await call.silence(1_000);
    expect(call.conversation.history).toHaveLength(5);
  });

  it.each<[string, (call: TestCall) => void]>([
    ['by the brain', (call) => call.conversation.createResponse()],
    ['for its own sake', (call) => call.conversation.say('# Hours\n- [Tues*day*](https://x.example): **ten**\n')],
  ])('B16: is shown and said without marks, when said %s', async (_, speak) => {
    const call = new TestCall({ replies: [['# Hours\n- [Tues', '*day*](https://x', '.example): **ten**\n']] });
    speak(call);
    await call.silence(2_500);
    expect(call.synthesizer.spoken).toEqual(['Hours.', 'Tuesday: ten.']);
    expect(
      call
        .all('replyDelta')
        .map(({ text }) => text)
        .join('')
        .trim(),
    ).toBe('Hours.\nTuesday: ten.');
    expect(call.all('replyDone')[0]?.text.trim()).toBe('Hours.\nTuesday: ten.');
    expect(call.conversation.history.map((item) => 'text' in item && item.text)).toEqual(['Hours.\nTuesday: ten.']);
  });

  it('B18: in a script that the voice does not read is shown, reported once, and not counted as heard', async () => {
    const call = new TestCall({ replies: [['您好。', '我们三点开门。', 'See you. ', 'Привет.']] });
    call.synthesizer.info = { ...call.synthesizer.info, languages: ['en-US'] };
    call.conversation.createResponse();
    await call.silence(4_000);
    expect(call.synthesizer.spoken).toEqual([expect.stringMatching(/^I have an answer/), 'See you.']);
    expect(call.all('warning')).toMatchObject([{ code: 'voice.foreign' }]);
    const { text } = call.all('replyDone')[0] as { text: string };
    expect(text).toMatch(/^I have an answer.* See you\.$/);
    expect(
      call
        .all('replyDelta')
        .map((delta) => delta.text)
        .join(''),
    ).toContain('我们三点开门。');
    expect(call.conversation.history).toMatchObject([{ role: 'assistant', text }]);
  });

  it('B18: in the script of the voice is said', async () => {
    const call = new TestCall({ replies: [['您好。']] });
    call.conversation.createResponse();
    await call.silence(1_200);
    expect(call.synthesizer.spoken).toEqual(['您好。']);
  });

  it('B17: has no sound for what has no words, and goes on', async () => {
    const call = new TestCall({ replies: [['🙂 ', '\n', 'Yes. ', '🙂']] });
    call.conversation.createResponse();
    await call.silence(2_500);
    expect(call.synthesizer.spoken).toEqual(['Yes.']);
    expect(call.all('replyDone')).toMatchObject([{ text: '🙂\nYes. 🙂', interrupted: false }]);
  });

  it('sounds although the rest of it is still being thought of', async () => {
    const call = new TestCall({ replies: [['One two. ', 'Three', 'hang']] });
    call.conversation.createResponse();
    await call.silence(500);
    expect(call.conversation.state.name).toBe('speaking');
  });

  it('to an empty history is a greeting', async () => {
    const call = new TestCall();
    call.conversation.createResponse();
    await call.settle();
    expect(call.brain.requests).toMatchObject([{ history: [] }]);
  });

  it('replaces the one before, of which the history keeps the words heard', async () => {
    const call = new TestCall({ replies: [['One two three four. Five.'], ['New.']] });
    call.conversation.createResponse();
    await call.silence(600);
    call.conversation.addItem({ role: 'user', text: 'something else' });
    call.conversation.createResponse();
    await call.silence(1_200);
    expect(call.all('replyDone')).toMatchObject([
      { text: 'One two', interrupted: true },
      { text: 'New.', interrupted: false },
    ]);
    expect(call.brain.requests[1]?.history.map(said)).toEqual(['One two', 'something else']);
  });

  it('can be cancelled, thinking or speaking', async () => {
    const call = new TestCall({ replies: [['hang'], ['One two three four.']] });
    for (let turn = 0; turn < 2; turn++) {
      call.conversation.createResponse();
      await call.silence(520);
      call.conversation.cancelResponse();
    }
    await call.silence(1_000);
    expect(call.all('replyDone').map(({ text }) => text)).toEqual(['', 'One two']);
    expect(call.conversation.state.name).toBe('listening');
  });

  it('is spoken verbatim on request', async () => {
    const call = new TestCall();
    call.conversation.say('Welcome back.');
    await call.silence(1_100);
    expect(call.synthesizer.spoken).toEqual(['Welcome back.']);
    expect(call.brain.requests).toEqual([]);
  });

  it('follows the settings that were there when it began', async () => {
    const call = new TestCall({ replies: [['One. Two. Three.'], ['Four.']], settings: { voice: 'cedar' } });
    call.conversation.createResponse();
    await call.settle();
    for (let i = 0; i < 20; i++) call.conversation.configure({ voice: 'marin', instructions: 'Be brief.' });
    await call.silence(3_200);
    call.conversation.createResponse();
    await call.settle();
    expect(call.all('replyDone')).toMatchObject([{ text: 'One. Two. Three.', interrupted: false }]);
    expect(call.synthesizer.voicesAsked).toEqual(['cedar', 'cedar', 'cedar', 'marin']);
    expect(call.brain.requests.map(({ instructions }) => instructions)).toEqual([undefined, 'Be brief.']);
  });
});

describe('turns taken by hand', () => {
  const settings = { turnDetection: null };

  it('end when the client commits them, and are answered on request', async () => {
    const call = new TestCall({ transcripts: ['hello'], settings });
    await call.userSpeaks(400);
    await call.silence(2_000);
    await call.userSpeaks(400);
    expect(call.names()).toEqual([]);
    call.conversation.commit();
    call.conversation.createResponse();
    await call.settle();
    expect(call.names('stateChanged', 'turnTaken')).toEqual(['transcribed', 'replyStarted', 'replyDelta']);
    expect(call.brain.requests).toMatchObject([{ history: [{ role: 'user', text: 'hello' }] }]);
    expect((call.recognizer.written[0] ?? 0) / 16).toBeGreaterThan(2_700);
  });

  it('do not hold on to a recogniser between them', async () => {
    const call = new TestCall({ settings });
    await call.userSpeaks(1_000);
    expect(call.recognizer.live).toBe(0);
  });

  it('end sooner than by silence also where turns are detected', async () => {
    const call = new TestCall({ transcripts: ['hello'] });
    await call.userSpeaks(400);
    call.conversation.commit();
    await call.settle();
    expect(call.names('stateChanged', 'turnTaken').slice(0, 4)).toEqual([
      'speechStarted',
      'speechStopped',
      'transcribed',
      'replyStarted',
    ]);
  });
});

describe('when something fails', () => {
  const failure = new CodedError('provider.failed', 'out of order');

  it.each([
    ['the recogniser', { transcripts: [failure, 'hello'] }, 'provider.failed'],
    ['the brain', { transcripts: ['hello', 'hello'], replies: [[failure]] }, 'provider.failed'],
    ['the brain midway', { transcripts: ['hello', 'hello'], replies: [['Well, ', failure]] }, 'provider.failed'],
  ])('with %s, the face says so and the conversation goes on', async (_name, script, code) => {
    const call = new TestCall(script);
    await call.userSays();
    await call.silence(1_200);
    expect(call.all('warning')).toMatchObject([{ code, message: 'out of order' }]);
    expect(call.synthesizer.spoken.at(0)).toContain('something went wrong');
    await call.silence(2_000);
    await call.userSays();
    await call.silence(1_200);
    expect(call.all('replyDone').at(-1)).toMatchObject({ text: 'Yes.', interrupted: false });
  });

  it.each([
    ['the recogniser', { transcripts: ['hang'] }, 11_000],
    ['the brain', { transcripts: ['hello'], replies: [['hang']] }, 181_000],
    ['a brain that ignores us', { transcripts: ['hello'], replies: [['ignore']] }, 181_000],
  ])('with %s saying nothing any more, the user is not left waiting for ever', async (_name, script, waitMs) => {
    const call = new TestCall(script);
    await call.userSays();
    call.clock.advance(waitMs);
    await call.settle();
    expect(call.all('warning')).toMatchObject([{ code: 'provider.timeout' }]);
    expect(call.synthesizer.spoken.at(0)).toContain('something went wrong');
  });

  it('with the voice, the text still arrives, and the apology is not repeated in a circle', async () => {
    const call = new TestCall({ replies: [['Hello there.']] });
    call.synthesizer.failure = failure;
    call.conversation.createResponse();
    await call.silence(1_000);
    expect(call.all('replyDelta')[0]).toMatchObject({ text: 'Hello there.' });
    expect(call.all('warning')).toHaveLength(2);
    expect(call.conversation.state.name).toBe('listening');
  });

  it('with the detector, one warning is emitted, and the user is heard again when it works again', async () => {
    const call = new TestCall({ transcripts: ['hello'] });
    call.vad.failure = failure;
    await call.userSpeaks(1_000);
    expect(call.all('warning')).toHaveLength(1);
    call.vad.failure = undefined;
    await call.silence(100);
    await call.userSays();
    expect(call.all('transcribed')).toMatchObject([{ text: 'hello' }]);
  });
});

describe('history', () => {
  it('keeps the latest hundred items', () => {
    const { conversation } = new TestCall();
    for (let i = 0; i < 120; i++) conversation.addItem({ role: 'user', text: `text ${i}` });
    expect(conversation.history).toHaveLength(100);
    expect(conversation.history[0]).toMatchObject({ text: 'text 20' });
  });

  it('forgets an item on request', () => {
    const { conversation } = new TestCall();
    const id = conversation.addItem({ role: 'user', text: 'secret' }) as string;
    expect(conversation.deleteItem(id)).toBe(true);
    expect(conversation.deleteItem(id)).toBe(false);
    expect(conversation.history).toEqual([]);
  });
});

describe('the end of a conversation', () => {
  it.each<[string, (call: TestCall) => Promise<void>]>([
    ['nothing was said', (call) => call.silence(100)],
    ['the user speaks', (call) => call.userSpeaks(500)],
    ['speech is being recognised', (call) => call.userSays()],
    ['the brain thinks', async (call) => (call.conversation.createResponse(), call.silence(100))],
    ['the face speaks', async (call) => (call.conversation.say('One. Two. Three.'), call.silence(1_500))],
  ])('leaves nothing behind when it comes while %s', async (_name, get) => {
    const call = new TestCall({ transcripts: ['hang'], replies: [['hang']] });
    await get(call);
    const before = call.log.length;
    call.conversation.close();
    call.conversation.close();
    await call.settle();
    call.conversation.hear(new Float32Array(16_000).fill(0.3));
    call.conversation.createResponse();
    call.conversation.say('Too late.');
    await call.settle();
    expect(call.log).toHaveLength(before);
    expect([call.clock.pending, call.vad.live, call.recognizer.live, call.output.listeners]).toEqual([0, 0, 0, 0]);
    expect(call.output.busy).toBe(false);
    expect(call.conversation.state.name).toBe('closed');
  });
});
