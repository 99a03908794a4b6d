import fc from 'fast-check';
import { expect, it } from 'vitest';
import { visit } from './testing/fuzz-grammar.js';
import { FuzzClient, FuzzWorld } from './testing/fuzz-world.js';

/** `npm run test:long` asks for more, FUZZ_CASES for any number, FUZZ_SEED for other cases. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 2_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123);
/** The client that stays connected beside the others is checked again after so many of them. */
const ASK_EVERY = 500;
/** Longer than an answer sounds, and than anything waits that is not for ever. */
const REST_MS = 10_000;
/** Ten times what a case takes on one quiet core, since a long run takes as long as it takes. */
const LIMIT_MS = 30_000 + CASES * 20;

/** Events that even a short run provokes. */
const BEHIND_THE_DOOR = [
  'conversation.connected.fail',
  'conversation.connected.success',
  'realtime.conversation.item.created',
  'realtime.response.audio_transcript.done',
  'realtime.response.cancelled',
  'realtime.session.updated',
  'realtime.warning',
  'webrtc.signaling.offer',
  // The older dialect's.
  'offer',
  'response.done',
  'session.backend.error',
  'session.updated',
];
/** Events that take several lucky steps in a row. */
const FAR_BEHIND_THE_DOOR = [
  'realtime.conversation.item.deleted',
  'realtime.playback.progress',
  'webrtc.signaling.answer',
  'answer',
];

it(
  `Scenario S1: no client harms the server or another client, with any messages in any order: ${CASES} clients`,
  async () => {
    const world = new FuzzWorld();
    const neighbour = new FuzzClient(world, { entrance: 'unified', query: '', steps: [] });
    await neighbour.act();
    neighbour.say({ type: 'webrtc.signaling.answer', data: { sdp: 'v=0\r\n' } });
    await neighbour.act();
    world.clock.advance(REST_MS);
    const alone = world.held;
    const seen = new Set<string>();
    let count = 0;
    const ask = async (): Promise<void> => {
      const answered = neighbour.count('realtime.response.audio_transcript.done');
      neighbour.say({ type: 'realtime.input_text', data: { content: 'Are you still there?' } });
      await neighbour.act();
      await world.clock.advanceAsync(REST_MS);
      expect(neighbour.count('realtime.response.audio_transcript.done')).toBe(answered + 1);
    };
    await fc.assert(
      fc.asyncProperty(visit, async (visit) => {
        const client = new FuzzClient(world, visit);
        await client.act();
        expect(client.faults).toEqual([]);
        client.types.forEach((type) => seen.add(type));
        await client.leave();
        // Taken out, so that a failing case can be shrunk without meeting the defects of the larger one.
        expect([world.held, world.defects.splice(0)]).toEqual([alone, []]);
        if (++count % ASK_EVERY === 0) await ask();
      }),
      { numRuns: CASES, seed: SEED },
    );
    // A fuzz that is refused at the door would prove nothing of what is behind it.
    if (CASES >= 2_000) expect([...seen]).toEqual(expect.arrayContaining(BEHIND_THE_DOOR));
    if (CASES >= 10_000) expect([...seen]).toEqual(expect.arrayContaining(FAR_BEHIND_THE_DOOR));
  },
  LIMIT_MS,
);
