import { describe, expect, it } from 'vitest';
import { TestCall } from '../testing/index.js';

/** Lets time pass without any sound. */
async function nothingComes(call: TestCall, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 100) {
    call.clock.advance(100);
    await call.settle();
  }
}

const transcripts = (call: TestCall): string[] => call.all('transcribed').map(({ text }) => text);

describe('a client that stops sending', () => {
  it('R-05: is silent: what the user was saying ends within 1.2 s, and is answered', async () => {
    const call = new TestCall({ transcripts: ['What is your name?'], replies: [['Iris.']] });
    await call.userSpeaks(1_000);
    await nothingComes(call, 900);
    expect(transcripts(call)).toEqual([]);
    await nothingComes(call, 300);
    expect(transcripts(call)).toEqual(['What is your name?']);
    expect(call.brain.requests).toHaveLength(1);
    call.conversation.close();
    expect(call.clock.pending).toBe(0);
  });

  it('R-05: is silent for as long as it takes, where the client asks for a long silence', async () => {
    const settings = { turnDetection: { silenceDurationMs: 5_000 } };
    const call = new TestCall({ transcripts: ['What is your name?'], settings });
    await call.userSpeaks(1_000);
    await nothingComes(call, 4_500);
    expect(transcripts(call)).toEqual([]);
    await nothingComes(call, 2_000);
    expect(transcripts(call)).toEqual(['What is your name?']);
  });

  it('R-05: has only swallowed a word when sound comes again within that second', async () => {
    const call = new TestCall({ transcripts: ['One sentence.', 'Another.'] });
    await call.userSpeaks(1_000);
    await nothingComes(call, 900);
    await call.userSpeaks(1_000);
    expect(transcripts(call)).toEqual([]);
    await call.silence(540);
    expect(transcripts(call)).toEqual(['One sentence.']);
  });

  it('R-05: costs nothing while the user says nothing', async () => {
    const call = new TestCall();
    await call.silence(1_000);
    const before = call.clock.pending;
    await nothingComes(call, 10_000);
    expect([call.clock.pending, call.all('speechStarted')]).toEqual([before, []]);
  });
});

it('R-05: an utterance ends after a minute by the clock, however little sound comes', async () => {
  const call = new TestCall({ transcripts: ['A long story.'] });
  await call.userSpeaks(400);
  for (let second = 0; second < 59; second++) {
    await nothingComes(call, 800);
    await call.userSpeaks(200);
  }
  expect(transcripts(call)).toEqual([]);
  await nothingComes(call, 900);
  expect(transcripts(call)).toEqual(['A long story.']);
});
