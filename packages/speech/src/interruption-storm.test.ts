import { expect, it } from 'vitest';
import { TestCall } from './testing/index.js';

/** Three minutes of a barge-in every 400 ms. */
const BARGE_INS = 450;

it('Scenario L7: a storm of barge-ins leaves no stream behind, and sounds no word of an earlier turn', async () => {
  const replies = Array.from({ length: BARGE_INS }, (_, i) => [`Answer ${i}. It goes on. `, 'And on.']);
  const call = new TestCall({
    transcripts: Array.from({ length: BARGE_INS }, (_, i) => `Question ${i}`),
    replies,
    settings: { turnDetection: { silenceDurationMs: 160 } },
  });
  const late: string[] = [];
  const play = call.output.play.bind(call.output);
  call.output.play = (segment) => {
    const turn = call.brain.requests.length - 1;
    if (/^Answer \d+/.test(segment.text) && !segment.text.startsWith(`Answer ${turn}.`)) late.push(segment.text);
    return play(segment);
  };
  for (let i = 0; i < BARGE_INS; i++) {
    await call.userSpeaks(200);
    await call.silence(200);
  }
  await call.silence(400);
  expect(call.brain.requests.length).toBeGreaterThan(BARGE_INS * 0.9);
  expect(call.all('replyDone').filter(({ interrupted }) => interrupted).length).toBeGreaterThan(BARGE_INS * 0.9);
  expect([late, call.recognizer.live, call.all('warning')]).toEqual([[], 0, []]);
  call.conversation.close();
  expect([call.clock.pending, call.vad.live, call.output.listeners]).toEqual([0, 0, 0]);
});
