import { afterEach, describe, expect, it } from 'vitest';
import { interrupts } from './listening/interrupting-words.js';
import { languageOf } from './languages/index.js';
import { TestCall, type TestCallOptions } from './testing/index.js';

const STORY = ['One two three four five. ', 'Six seven eight nine ten. ', 'Eleven.'];

let call: TestCall;
afterEach(() => {
  call.conversation.close();
  expect(call.clock.pending).toBe(0);
});

/** A call in which the face is in the middle of the second of three sentences, of a second each. */
async function storyTold(transcripts: string[], options: TestCallOptions = {}): Promise<void> {
  call = new TestCall({ transcripts: ['tell me', ...transcripts], replies: [STORY], ...options });
  await call.userSays();
  await call.silence(1_500);
}

/** The user says something of which so much is understood meanwhile. */
async function says(interim: string, ms = 300): Promise<void> {
  call.recognizer.interim = interim;
  await call.userSpeaks(ms);
}

describe('a reply that words silence', () => {
  const turnTaking = { interruptWords: 3 };

  it.each(['uh-huh', 'Okay, yeah.', '…', '', 'lovely weather'])('sounds on over “%s”', async (said) => {
    await storyTold([said], { turnTaking });
    await says(said);
    expect(call.output.busy).toBe(true);
    await call.silence(2_500);
    expect(call.all('replyDone')).toMatchObject([{ text: STORY.join(''), interrupted: false }]);
    expect(call.brain.requests).toHaveLength(1);
    expect(call.all('replyResumed')).toEqual([]);
    expect(call.conversation.history.map((one) => 'text' in one && one.text)).toEqual(['tell me', STORY.join('')]);
  });

  it.each(['stop', 'okay stop', 'Wait.', 'why', 'Really?', 'I want another story'])(
    'is silenced by “%s”, while that is said',
    async (said) => {
      await storyTold([said], { turnTaking });
      await says(said);
      expect(call.output.busy).toBe(false);
      await call.silence(1_000);
      expect(call.brain.requests.at(-1)?.history.at(-1)).toEqual({ role: 'user', text: said });
      expect(call.all('replyResumed')).toEqual([]);
    },
  );

  it('goes on where the words turn out to be none', async () => {
    await storyTold([''], { turnTaking });
    await says('I want another');
    expect(call.output.busy).toBe(false);
    await call.silence(800);
    expect(call.all('replyResumed')).toHaveLength(1);
  });

  it('is ended by words that are understood at last', async () => {
    await storyTold(['I want another story'], { turnTaking });
    await says('another');
    expect(call.output.busy).toBe(true);
    await call.silence(700);
    expect(call.all('replyDone').at(0)).toMatchObject({ interrupted: true });
    expect(call.brain.requests).toHaveLength(2);
  });

  it('is ended by them also where the client asks for the answer', async () => {
    await storyTold(['I want another story'], { turnTaking, settings: { turnDetection: { createResponse: false } } });
    call.conversation.createResponse();
    await call.silence(1_500);
    await says('another');
    await call.silence(700);
    expect([call.output.busy, call.brain.requests.length]).toEqual([false, 1]);
  });

  it('and asks a question takes a short answer', async () => {
    call = new TestCall({
      transcripts: ['hello', 'yes'],
      replies: [['Hello. ', 'Shall I book it? ', 'I can.'], ['Done.']],
      turnTaking,
    });
    await call.userSays();
    await call.silence(1_500);
    await says('yes');
    await call.silence(2_000);
    expect(call.all('replyDone').at(-1)).toMatchObject({ text: 'Done.' });
  });

  it('is silenced by every sound where the recogniser reports no words meanwhile', async () => {
    await storyTold(['stop'], { turnTaking });
    call.recognizer.info = { ...call.recognizer.info, streams: false };
    await call.userSpeaks(300);
    expect(call.output.busy).toBe(false);
  });

  it('that is still thought of is asked for again, with what the user adds', async () => {
    call = new TestCall({ transcripts: ['tell me', 'please'], replies: [['hang'], ['One.']], turnTaking });
    await call.userSays();
    await call.userSays();
    await call.silence(100);
    expect(call.brain.requests.at(-1)?.history).toHaveLength(2);
  });
});

describe('B20: a reply that every sound silences', () => {
  it('goes on over a television, from the sentence it was in, while that still talks', async () => {
    await storyTold(['…']);
    await says('…', 3_900);
    expect(call.output.busy).toBe(false);
    await says('…', 500);
    expect(call.all('replyResumed')).toHaveLength(1);
    await says('…', 2_500);
    expect(call.all('replyDone').map(({ text }) => text)).toEqual([
      'One two three four five. Six seven',
      'Six seven eight nine ten. Eleven.',
    ]);
    await call.silence(1_000);
    expect(call.brain.requests).toHaveLength(1);
  });

  it('is silenced again by words, once it goes on over a noise', async () => {
    await storyTold(['… stop']);
    await says('…', 4_500);
    expect(call.output.busy).toBe(true);
    await says('… stop', 200);
    expect(call.output.busy).toBe(false);
    await call.silence(1_500);
    expect(call.brain.requests.at(-1)?.history.at(-1)).toEqual({ role: 'user', text: '… stop' });
  });

  it('waits for a user who says a long sentence', async () => {
    await storyTold(['I would like to hear another one']);
    await says('I would like to hear', 6_000);
    expect([call.output.busy, call.all('replyResumed')]).toEqual([false, []]);
    await call.silence(700);
    expect(call.brain.requests).toHaveLength(2);
  });

  it('waits for the end of a long sentence where the recogniser reports no words meanwhile', async () => {
    await storyTold(['I would like to hear another one']);
    call.recognizer.info = { ...call.recognizer.info, streams: false };
    await says('', 6_000);
    expect([call.output.busy, call.all('replyResumed')]).toEqual([false, []]);
  });
});

describe('what interrupts a reply from four words on', () => {
  it.each([
    [
      'en',
      ['stop', 'uh well wait', 'and how', 'is it open?', 'that is not true'],
      ['no', 'uh-huh', '…', 'oh I see', 'so that', 'not really'],
    ],
    ['de', ['Halt!', 'einen Moment bitte', 'aber warum', 'das stimmt so nicht'], ['ach so', 'na gut', 'mhm']],
    ['fr', ['arrêtez', 'un instant', 'où'], ['ah bon', 'oui oui', 'non merci']],
    ['es', ['para', 'Un momento.', 'cuánto cuesta hoy todo'], ['claro que sí', 'muy bien']],
    ['it', ['basta', 'un attimo', 'perché'], ['va bene', 'ho capito']],
    ['pt', ['pare', 'um momento', 'para', 'quando'], ['tá bom', 'pois é']],
    ['zh', ['停', '好的，等一下', '多少钱', '你会说法语吗', '我想听另一个故事'], ['嗯嗯', '好的。']],
    ['ja', ['止めて', 'はい、ちょっと待って', 'いくらですか', '別の話を聞きたいです'], ['うんうん', 'なるほど。']],
  ])('in %s is %j, and none of %j', (tag, some, none) => {
    call = new TestCall();
    for (const text of some) expect(interrupts(text, 4, languageOf(tag)), text).toBe(true);
    for (const text of none) expect(interrupts(text, 4, languageOf(tag)), text).toBe(false);
  });
});
