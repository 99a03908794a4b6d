import { afterEach, describe, expect, it } from 'vitest';
import type { Brain } from './ports.js';
import { TestCall, type ScriptedReply, type TestCallOptions } from './testing/index.js';
import { withOwnTools } from './tools/with-own-tools.js';

const turnTaking = { preemptive: true };

let call: TestCall;
afterEach(() => {
  call.conversation.close();
  expect(call.clock.pending).toBe(0);
});

const after = (ms: number) => () => new Promise<void>((done) => void call.clock.after(ms, done));
const asked = () => call.brain.requests.map(({ history }) => history.map((one) => ('text' in one ? one.text : '')));

/** The user says something of which the recogniser reports `interim` at its end. */
function open(interim: string, transcripts: string[], replies: ScriptedReply[], options: TestCallOptions = {}): void {
  call = new TestCall({ transcripts, replies, turnTaking, ...options });
  call.recognizer.interim = interim;
}

describe('a brain that is asked in the pause', () => {
  it('has its answer on the way when the turn ends, and is not asked again', async () => {
    for (const [preemptive, ms] of [
      [true, 90],
      [false, 350],
    ] as const) {
      open('what time is it', ['What time is it?'], [[after(350), 'Noon.']], { turnTaking: { preemptive } });
      await call.userSpeaks();
      await call.silence(540);
      const soundsAfter = async (): Promise<number> => {
        for (let at = 0; ; at += 20) {
          if (call.output.busy) return at;
          await call.silence(20);
        }
      };
      expect(Math.abs((await soundsAfter()) - ms), String(preemptive)).toBeLessThan(100);
      expect(asked()).toHaveLength(1);
      await call.silence(1_500);
      expect(call.all('replyDone')).toMatchObject([{ text: 'Noon.', interrupted: false }]);
      call.conversation.close();
    }
  });

  it('is asked for what was really said where that was more, and its guess is dropped', async () => {
    open('what time', ['what time is it in Rome'], [['hang'], ['Noon.']]);
    await call.userSpeaks();
    await call.silence(200);
    expect(asked()).toEqual([['what time']]);
    call.recognizer.interim = 'what time is it in Rome';
    await call.userSpeaks();
    expect(call.brain.aborted).toBe(1);
    await call.silence(2_000);
    expect(asked()).toEqual([['what time'], ['what time is it in Rome']]);
    expect(call.all('replyDone')).toMatchObject([{ text: 'Noon.' }]);
  });

  it('is asked three times in advance at most', async () => {
    open('', [''], []);
    for (const word of ['one', 'one two', 'one two three', 'one two three four']) {
      call.recognizer.interim = word;
      await call.userSpeaks(300);
      await call.silence(200);
    }
    expect(asked()).toHaveLength(3);
  });

  it('is asked again where it failed in advance, and its failure is reported only then', async () => {
    open('what time', ['what time'], [[new Error('out of order')], ['Noon.']]);
    await call.userSpeaks();
    await call.silence(300);
    expect([asked().length, call.all('warning')]).toEqual([1, []]);
    await call.silence(1_500);
    expect([asked().length, call.all('warning')]).toEqual([2, []]);
    expect(call.all('replyDone')).toMatchObject([{ text: 'Noon.' }]);
  });

  it('is stopped by a barge-in as ever', async () => {
    open('what time', ['what time'], [['Well, ', 'hang']]);
    await call.userSpeaks();
    await call.silence(600);
    call.conversation.cancelResponse();
    await call.settle();
    expect([call.brain.aborted, call.conversation.state.name]).toEqual([1, 'listening']);
  });

  it.each<[string, TestCallOptions]>([
    ['where that is not wanted', { turnTaking: {} }],
    ['where the client asks for answers', { settings: { turnDetection: { createResponse: false } } }],
  ])('is not asked in advance %s', async (_, options) => {
    open('what time', [''], [], options);
    await call.userSpeaks();
    await call.silence(400);
    expect(asked()).toEqual([]);
  });

  it('is not asked in advance while a reply is said, nor where nothing was understood', async () => {
    open('what time', ['what time', 'stop'], [['One two three four five six seven eight nine ten.']]);
    await call.userSpeaks();
    await call.silence(900);
    await call.userSpeaks(300);
    await call.silence(300);
    expect(asked()).toHaveLength(1);
    call.conversation.close();
    open('…', ['…'], []);
    await call.userSpeaks();
    await call.silence(300);
    expect(asked()).toEqual([]);
  });

  it('is not asked in advance where it may run tools of the server', async () => {
    const tools = { tools: [{ name: 'book', parameters: {} }], call: () => Promise.resolve('') };
    const wrapBrain = (brain: Brain): Brain => withOwnTools(brain, tools);
    open('what time', ['what time'], [['Noon.']], { wrapBrain });
    await call.userSpeaks();
    await call.silence(300);
    expect(asked()).toEqual([]);
    await call.silence(500);
    expect(asked()).toHaveLength(1);
  });
});
