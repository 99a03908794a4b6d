import { seeded } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { TestCall, type TestCallOptions } from './testing/index.js';

/** `npm run test:long` takes more turns; TURNS sets any number. */
const TURNS = Number(process.env['TURNS'] ?? 150);
/** The longest that a turn may take. */
const TURN_LIMIT_MS = 60_000;
const REPLIES: NonNullable<TestCallOptions['replies']> = [
  ['One two three. ', 'Four five.'],
  ['Yes.'],
  [],
  [new Error('out of reach')],
  ['This one ', new Error('breaks off')],
];

describe('a conversation of many turns', () => {
  it(
    'Scenario L5: leaves no turn stuck, and keeps nothing of those that are over',
    async () => {
      const random = seeded(7);
      const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
      const replies = Array.from({ length: TURNS }, () => pick(REPLIES));
      const transcripts = Array.from({ length: 2 * TURNS }, () => pick(['what time is it', '', 'go on']));
      const call = new TestCall({ transcripts, replies });
      let timersLeft = 0;
      for (let turn = 0; turn < TURNS; turn++) {
        if (random() < 0.3) call.conversation.say('Read this aloud.');
        await call.userSays(200);
        if (random() < 0.3) await call.userSays(200); // over the reply, where there is one
        for (let waitedMs = 0; call.conversation.state.name !== 'listening'; waitedMs += 1_000) {
          if (waitedMs > TURN_LIMIT_MS) throw new Error(`Turn ${turn} is still ${call.conversation.state.name}`);
          await passed(call, 1_000);
        }
        await passed(call, 2_000);
        if (turn === 20) timersLeft = call.clock.pending;
      }
      expect(call.clock.pending).toBeLessThanOrEqual(timersLeft);
      expect(call.recognizer.live).toBe(0);
      expect(call.vad.live).toBe(1);
      expect(call.output.busy).toBe(false);
      call.conversation.close();
      expect(call.clock.pending).toBe(0);
      expect(call.vad.live).toBe(0);
      expect(call.output.listeners).toBe(0);
    },
    30_000 + 20 * TURNS,
  );
});

/** Lets time pass without a sound, in coarser steps than a microphone has. */
async function passed(call: TestCall, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 100) {
    call.clock.advance(100);
    await call.settle();
  }
}
