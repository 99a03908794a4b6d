import { afterEach, describe, expect, it } from 'vitest';
import { TestCall, type TestCallOptions } from '../testing/index.js';
import type { OwnTools } from '../tools/own-tools.js';
import { withOwnTools } from '../tools/with-own-tools.js';

const MOMENT = 'One moment, please.';

let call: TestCall;
afterEach(() => {
  call.conversation.close();
  expect(call.clock.pending).toBe(0);
});

const after = (ms: number) => () => new Promise<void>((done) => void call.clock.after(ms, done));

/** The user has asked something, and hears what is answered within `ms`. */
async function asked(ms: number, options: TestCallOptions): Promise<string[]> {
  call = new TestCall({ transcripts: ['tell me', 'in Rome'], ...options });
  await call.userSays();
  await call.silence(ms);
  return call.synthesizer.spoken;
}

describe('a face whose answer is long in coming', () => {
  it('says so, once, before it answers', async () => {
    expect(await asked(1_900, { replies: [[after(4_000), 'Noon.']] })).toEqual([]);
    await call.silence(1_500);
    expect(call.synthesizer.spoken).toEqual([MOMENT]);
    await call.silence(3_000);
    expect(call.synthesizer.spoken).toEqual([MOMENT, 'Noon.']);
    expect(call.all('replyDone')).toMatchObject([{ text: `${MOMENT}\nNoon.`, interrupted: false }]);
  });

  it('says so in its language, after the time that is wanted', async () => {
    const turnTaking = { fillerAfterMs: 500 };
    expect(await asked(600, { replies: [['hang']], turnTaking, settings: { language: 'de-AT' } })).toEqual([
      'Einen Moment, bitte.',
    ]);
  });

  it('does not read it in what it said before', async () => {
    await asked(5_000, { replies: [[after(2_500), 'Noon.']] });
    await call.userSays();
    expect(call.brain.requests.at(-1)?.history.map((one) => 'text' in one && one.text)).toEqual([
      'tell me',
      'Noon.',
      'in Rome',
    ]);
  });

  it('nor where nothing else was said', async () => {
    await asked(2_500, { replies: [['hang']] });
    await call.userSays();
    expect(call.brain.requests.at(-1)?.history.map((one) => 'text' in one && one.text)).toEqual(['tell me', 'in Rome']);
  });

  it.each<[string, TestCallOptions]>([
    ['where that is not wanted', { turnTaking: { fillerAfterMs: 0 } }],
    ['where replies are read', { settings: { modalities: 'text' } }],
  ])('says nothing of it %s', async (_, options) => {
    await asked(8_000, { replies: [[after(4_000), 'Noon.']], ...options });
    expect(call.all('replyDone')).toMatchObject([{ text: 'Noon.' }]);
  });

  it('says nothing of it in the middle of an answer, nor before a greeting', async () => {
    await asked(6_000, {
      replies: [
        ['Well. ', after(3_000), 'Noon.'],
        [after(3_000), 'Hello.'],
      ],
    });
    expect(call.synthesizer.spoken).toEqual(['Well.', 'Noon.']);
    call.conversation.close();
    call = new TestCall({ replies: [[after(3_000), 'Hello.']] });
    call.conversation.createResponse();
    await call.silence(5_000);
    expect(call.synthesizer.spoken).toEqual(['Hello.']);
  });

  it('apologises where the brain fails meanwhile', async () => {
    await asked(8_000, { replies: [[after(2_500), new Error('out of order')]] });
    expect(call.synthesizer.spoken.slice(0, 2)).toEqual([MOMENT, 'I am sorry, something went wrong on my side.']);
  });

  it('is silent once it is interrupted', async () => {
    await asked(1_000, { replies: [['hang'], ['hang']] });
    call.conversation.cancelResponse();
    await call.silence(5_000);
    expect(call.synthesizer.spoken).toEqual([]);
  });

  it('says so once where the brain and a tool of the server are slow', async () => {
    const tools: OwnTools = {
      tools: [{ name: 'weather', parameters: { type: 'object' } }],
      call: async () => {
        await after(5_000)();
        return 'rain';
      },
    };
    const toolCall = { type: 'toolCall' as const, callId: 'a', name: 'weather', arguments: {} };
    const replies = [
      [after(3_000), toolCall],
      [after(3_000), 'It rains.'],
    ];
    call = new TestCall({ transcripts: ['tell me'], replies, wrapBrain: (one) => withOwnTools(one, tools) });
    await call.userSays();
    await call.silence(15_000);
    expect(call.synthesizer.spoken).toEqual([MOMENT, 'It rains.']);
  });
});
