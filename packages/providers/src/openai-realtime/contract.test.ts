import { FakeClock } from '@visavis/core/testing';
import type { Interlocutor } from '@visavis/speech';
import { interlocutorContract, type EngineWorld, type Fault } from '@visavis/speech/testing';
import { describe, it } from 'vitest';
import { FakeRealtime, type ScriptedReply } from '../testing/index.js';
import { RealtimeInterlocutor } from './realtime-interlocutor.js';

const TEXT = 'What time is it?';
const FAULTS: Readonly<Record<Fault, ScriptedReply | { readonly status: number; readonly retryAfter?: string }>> = {
  stall: 'silent',
  garbage: 'garbage',
  cut: 'cut',
  unauthorised: { status: 401 },
  busy: { status: 429, retryAfter: '1' },
};
const ANSWER = { text: 'It is noon, as it was yesterday.', ms: 1_200 };
/** What comes of a cancellation that has crossed the end of its reply on the way is no mistake. */
const CROSSED = 'response_cancel_not_active';

async function world(beta: boolean): Promise<EngineWorld<Interlocutor>> {
  let fault: (typeof FAULTS)[Fault] | undefined;
  const fake = await FakeRealtime.open({
    beta,
    refusal: () => (typeof fault === 'object' && 'status' in fault ? fault : undefined),
    transcripts: () => TEXT,
    replies: () => (typeof fault === 'string' ? fault : ANSWER),
  });
  const clock = new FakeClock();
  const engine = new RealtimeInterlocutor({
    url: fake.url,
    model: 'gpt-realtime',
    voices: ['marin'],
    transcriptionModel: 'ears',
    renewAfterMs: 20 * 60_000,
    clock,
  });
  const { connections } = fake.vendor;
  const open = () => connections.filter(({ socket }) => socket.readyState !== socket.CLOSED);
  return {
    engine,
    clock,
    held: () => open().length + clock.pending,
    complaints: () => fake.errors.filter((code) => code !== CROSSED),
    misbehave(wanted) {
      fault = wanted && FAULTS[wanted];
    },
    async hangUp() {
      const closed = open().map((connection) => connection.closed);
      for (const { socket } of open()) socket.close(1001);
      await Promise.all(closed);
    },
    async close() {
      await engine.close();
      await fake.close();
    },
  };
}

describe.each([
  ['of today', false, 450],
  ['of before', true, 30],
])('an interlocutor behind the realtime protocol %s', { timeout: 60_000 }, (_, beta, bargeIns) => {
  const contract = interlocutorContract({
    bargeIns,
    faults: Object.keys(FAULTS) as Fault[],
    keepsConnections: true,
    utterance: { samples: Float32Array.from({ length: 12_800 }, (_sample, i) => 0.3 * Math.sin(i / 5)), text: TEXT },
    open: () => world(beta),
  });
  for (const { title, run } of contract) it(title, run);
});
