import { describe, expect, it } from 'vitest';
import { TestCall } from '../testing/index.js';
import { EndOfTurn, type OpenUtterance } from './end-of-turn.js';
import { LISTEN_FRAME_MS } from './endpointer.js';

const SETTINGS = { threshold: 0.5, silenceDurationMs: 500 };
const utterance: OpenUtterance = { interim: 'what time is it', phrase: 'whole', announced: true, turnEnded: false };

/** Speech, of which `interim` is understood at its end. @returns The silence that ends the turn, ms. */
function silenceAfter(
  said: Partial<OpenUtterance>,
  rule: 'adaptive' | 'fixed' = 'adaptive',
  spokenAfterMs = 0,
): number {
  const turn = new EndOfTurn(rule);
  const push = (probability: number, of?: OpenUtterance) => turn.push(probability, SETTINGS, of, 'en');
  for (let i = 0; i < 20; i++) push(0.9, { ...utterance, interim: undefined, phrase: undefined });
  const open = { ...utterance, phrase: undefined, ...said };
  for (let ms = 0; ms < spokenAfterMs; ms += LISTEN_FRAME_MS) push(0.9, open);
  for (let frames = 1; frames < 100; frames++) if (push(0.1, open)) return frames * LISTEN_FRAME_MS;
  return Infinity;
}

describe('the silence that ends a turn', () => {
  it.each([
    [{ phrase: 'whole' }, 224],
    [{ phrase: 'beginning' }, 800],
    [{ interim: 'What time is it?' }, 320],
    [{ interim: 'tea and' }, 800],
    [{ interim: 'tea' }, 512],
    [{ interim: undefined }, 512],
  ] as const)('after %j is %i ms', (said, silenceMs) => {
    expect(silenceAfter(said)).toBe(silenceMs);
  });

  it.each([{ phrase: 'whole' }, { interim: 'tea and' }] as const)(
    'is the configured one after %j where that is wanted',
    (said) => {
      expect(silenceAfter(said, 'fixed')).toBe(512);
    },
  );

  it('is not shortened by a question that the user has gone on from, as a slow recogniser has yet to report', () => {
    const said = { interim: 'What time is it?' };
    expect(silenceAfter(said, 'adaptive', 600)).toBe(320);
    expect(silenceAfter(said, 'adaptive', 900)).toBe(512);
    expect(silenceAfter({ interim: 'tea and' }, 'adaptive', 900)).toBe(800);
  });
});

describe('a user who has asked a whole question', () => {
  it('is answered sooner, unless the operator wants the configured silence', async () => {
    for (const [endOfTurn, answered] of [
      ['adaptive', 1],
      ['fixed', 0],
    ] as const) {
      const call = new TestCall({ transcripts: ['what time is it'], replies: [['Noon.']], turnTaking: { endOfTurn } });
      call.recognizer.phrase = 'whole';
      await call.userSpeaks();
      await call.silence(300);
      expect(call.brain.requests.length, endOfTurn).toBe(answered);
      call.conversation.close();
    }
  });

  it('and goes on before the answer has begun is answered once, to both parts', async () => {
    const call = new TestCall({ transcripts: ['what time is it', 'in Rome'], replies: [['hang'], ['Noon.']] });
    call.recognizer.phrase = 'whole';
    await call.userSpeaks();
    await call.silence(300);
    await call.userSpeaks();
    await call.silence(300);
    expect(call.brain.requests.at(-1)?.history.map((one) => 'text' in one && one.text)).toEqual([
      'what time is it',
      'in Rome',
    ]);
    expect(call.all('replyDone').at(-1)?.text ?? '').not.toContain('Yes');
    call.conversation.close();
  });
});
