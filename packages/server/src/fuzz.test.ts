import fc from 'fast-check';
import { expect, it } from 'vitest';
import { visit } from './testing/fuzz-grammar.js';
import { FuzzClient, FuzzWorld } from './testing/fuzz-world.js';

/** FUZZ_CASES asks for more, FUZZ_SEED for others. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 200_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_123);
/** Whoever lives beside the others is asked again after so many of them. */
const ASK_EVERY = 500;
/** Longer than an answer sounds, and than anything waits that is not for ever. */
const REST_MS = 10_000;

const BEHIND_THE_DOOR = [
  'conversation.connected.fail',
  'conversation.connected.success',
  'realtime.conversation.item.created',
  'realtime.conversation.item.deleted',
  'realtime.playback.progress',
  'realtime.response.audio_transcript.done',
  'realtime.response.cancelled',
  'realtime.session.updated',
  'realtime.warning',
  'webrtc.signaling.answer',
  'webrtc.signaling.offer',
  // The older dialect's.
  'offer',
  'answer',
  'response.done',
  'session.backend.error',
  'session.updated',
];

it(
  `no client harms the server or another client, whatever it says in whatever order: ${CASES} clients`,
  async () => {
    const world = new FuzzWorld();
    const neighbour = new FuzzClient(world, { entrance: 'unified', query: '', steps: [] });
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
        // Taken out, so that a failing case can be made smaller without meeting the defects of the larger one.
        expect([world.held, world.defects.splice(0)]).toEqual([alone, []]);
        if (++count % ASK_EVERY === 0) await ask();
      }),
      { numRuns: CASES, seed: SEED },
    );
    // A fuzz that is refused at the door would prove nothing of what is behind it; a short one may miss something.
    if (CASES >= 10_000) expect([...seen]).toEqual(expect.arrayContaining(BEHIND_THE_DOOR));
  },
  60_000 + CASES * 5,
);
