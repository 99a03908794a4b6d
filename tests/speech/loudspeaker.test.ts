import { SileroVad } from '@visavis/providers';
import { recording, type RoomOptions } from '@visavis/speech/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LoudspeakerCall } from './loudspeaker-call.js';

const FACE = recording('human-jfk');
const FACE_MS = FACE.length / 16;

let vad: SileroVad;
beforeAll(async () => {
  vad = new SileroVad();
  await vad.prepare();
});
afterAll(() => vad.close());

/** A face that has begun to speak through a loudspeaker. */
async function startCall(room: RoomOptions): Promise<LoudspeakerCall> {
  const call = new LoudspeakerCall(vad, FACE, room);
  await call.pass(500);
  call.conversation.createResponse();
  return call;
}

describe('a face on a loudspeaker', () => {
  it.each<[string, RoomOptions]>([
    ['a loud laptop', { delayMs: 30, gainDb: -6 }],
    ['a living room', { delayMs: 150, gainDb: -12, reverbMs: 800 }],
    ['a slow network', { delayMs: 400, gainDb: -15 }],
    ['a quiet loudspeaker in a noisy room', { delayMs: 100, gainDb: -30, noiseDb: -50 }],
    ['a faint echo', { delayMs: 250, gainDb: -35 }],
  ])('does not interrupt itself: %s', async (_name, room) => {
    const call = await startCall(room);
    await call.pass(FACE_MS + 1_500);
    expect(call.noticedMs).toEqual([]);
    expect(call.recognizer.written).toEqual([]);
    expect(call.conversation.history).toMatchObject([{ role: 'assistant', text: 'A long story.' }]);
    call.conversation.close();
  });

  it.each<[string, RoomOptions, number]>([
    ['without any echo', { delayMs: 0, gainDb: -Infinity }, -26],
    ['over an echo half as loud', { delayMs: 120, gainDb: -6 }, -20],
    ['over an echo as loud', { delayMs: 120, gainDb: -6 }, -26],
  ])('is interrupted by a user who speaks up, within 200 ms: %s', async (_name, room, levelDb) => {
    const call = await startCall(room);
    await call.pass(3_300);
    const voice = recording('human-all-circuits-busy-now', levelDb);
    const loudest = Math.max(...voice);
    const firstSoundMs = voice.findIndex((sample) => Math.abs(sample) > loudest / 10) / 16;
    const beganMs = call.clock.nowMs() + firstSoundMs;
    await call.pass(1_000, voice);
    expect(call.speaking).toBe(false);
    expect(call.noticedMs).toHaveLength(1);
    const tookMs = (call.noticedMs[0] ?? NaN) - beganMs;
    expect(tookMs).toBeGreaterThan(0);
    expect(tookMs).toBeLessThanOrEqual(200);
    call.conversation.close();
  });

  it.each([250, 400])('hears the whole of an answer that follows its first word of %i ms at once', async (replyMs) => {
    const from = FACE.findIndex((sample) => Math.abs(sample) > 0.05);
    const call = new LoudspeakerCall(vad, FACE.slice(from, from + replyMs * 16), { delayMs: 0, gainDb: -Infinity });
    await call.pass(500);
    call.conversation.createResponse();
    await call.pass(replyMs + 150);
    const voice = recording('human-goforward');
    await call.pass(voice.length / 16, voice);
    await call.pass(1_000);
    expect(call.noticedMs).toHaveLength(1);
    const said = voice.reduce((sum, sample) => sum + sample * sample, 0);
    expect((call.recognizer.energy[0] ?? 0) / said).toBeGreaterThan(0.99);
    call.conversation.close();
  });
});
