import { SileroVad } from '@visavis/providers';
import { LISTEN_RATE_HZ } from '@visavis/sound';
import { recording, rms } from '@visavis/speech/testing';
import { afterAll, beforeAll, describe, it, type ExpectStatic } from 'vitest';
import { LoudspeakerCall } from './loudspeaker-call.js';

const FACE = recording('human-jfk');
const HEADPHONES = { delayMs: 0, gainDb: -Infinity };
const USER_DB = -22;
const QUESTION = voice('human-tt-weasels', USER_DB);
const ANSWER_MS = 4_000;
const NOT_UNDERSTOOD = Array<string>(20).fill('…');

let vad: SileroVad;
beforeAll(async () => {
  vad = new SileroVad();
  await vad.prepare();
});
afterAll(() => vad.close());

/** @param levelDb Level of what is said, without the pauses, dBFS. */
function voice(name: string, levelDb: number): Float32Array {
  const samples = recording(name, levelDb);
  const frames = Array.from({ length: Math.floor(samples.length / 512) }, (_, i) =>
    samples.subarray(i * 512, i * 512 + 512),
  );
  const audible = frames.filter((frame) => rms(frame) > rms(samples) / 10);
  const gain = Math.sqrt(audible.length / frames.length);
  return samples.map((sample) => sample * gain);
}

/** A face that answers a user whose question it has understood; nothing is understood of what follows. */
async function answering(expect: ExpectStatic, later: readonly string[] = NOT_UNDERSTOOD): Promise<LoudspeakerCall> {
  const call = new LoudspeakerCall(vad, FACE, HEADPHONES, ['the question', ...later]);
  call.recognizer.interim = '…';
  await call.pass(ANSWER_MS, QUESTION);
  expect(call.speaking).toBe(true);
  return call;
}

function looped(sound: Float32Array, ms: number): Float32Array {
  return Float32Array.from({ length: (ms * LISTEN_RATE_HZ) / 1000 }, (_, i) => sound[i % sound.length] ?? 0);
}

/** Chords that are struck twice a second, brought to a level in dBFS. */
function music(levelDb: number): Float32Array {
  const chord = [220, 277.2, 329.6, 440];
  const peak = 10 ** (levelDb / 20);
  return Float32Array.from({ length: LISTEN_RATE_HZ }, (_, i) => {
    const t = i / LISTEN_RATE_HZ;
    return peak * (1 - ((t * 2) % 1)) * chord.reduce((sum, hz) => sum + 0.5 * Math.sin(2 * Math.PI * hz * t), 0);
  });
}

/** A key that is struck five times a second. */
function keys(levelDb: number): Float32Array {
  let seed = 1;
  const noise = (): number => (seed = (seed * 1_664_525 + 1_013_904_223) >>> 0) / 2 ** 31 - 1;
  const peak = 10 ** (levelDb / 20) * 4;
  return Float32Array.from({ length: LISTEN_RATE_HZ / 5 }, (_, i) => peak * noise() * Math.exp(-i / 80));
}

/** How many dB softer each of them is tried; the stressed words of a speech rise far above its mean. */
const BEHIND: [string, (levelDb: number) => Float32Array, number[]][] = [
  ['a talker', (db) => voice('human-vm-mailboxfull', db), [12, 20, 30]],
  ['another talker', (db) => voice('human-queue-youarenext', db), [12, 20, 30]],
  ['a speech', (db) => voice('human-jfk', db), [14, 20, 30]],
  ['music', music, [12, 20, 30]],
];

// Each waits for its detector, which works in a thread of its own: side by side they leave neither thread idle.
describe.concurrent('B22: sound behind the user', () => {
  it.for(BEHIND.flatMap(([name, sound, levels]) => levels.map((db) => [name, db, sound] as const)))(
    'neither stops the face nor is answered: %s, %i dB softer',
    async ([, db, sound], { expect }) => {
      const call = await answering(expect);
      const noticed = call.noticedMs.length;
      await call.pass(9_000, looped(sound(USER_DB - db), 9_000));
      expect(call.speaking).toBe(true);
      await call.pass(8_000, looped(sound(USER_DB - db), 8_000));
      expect(call.noticedMs).toHaveLength(noticed);
      expect(call.replies).toHaveLength(1);
      call.conversation.close();
    },
  );

  it('does not stop the face when it is a keyboard at the level of the user', async ({ expect }) => {
    const call = await answering(expect);
    await call.pass(5_000, looped(keys(USER_DB), 5_000));
    expect(call.noticedMs).toHaveLength(1);
    call.conversation.close();
  });

  it.for([16, 20, 30])('does not keep the turn open: a talker %i dB softer', async (db, { expect }) => {
    const call = await answering(expect, ['stop', ...NOT_UNDERSTOOD]);
    const talk = looped(voice('human-queue-youarenext', USER_DB - db), 7_000);
    const interruption = voice('human-vm-newpassword', USER_DB);
    const both = talk.map((sample, i) => sample + (interruption[i] ?? 0));
    const endMs = call.clock.nowMs() + interruption.length / 16;
    await call.pass(7_000, both);
    expect((call.endedMs[1] ?? Infinity) - endMs).toBeLessThan(1_200);
    call.conversation.close();
  });

  it.for([12, 20, 30])(
    'does not hide the user, who interrupts as soon as in silence: a talker %i dB softer',
    async (db, { expect }) => {
      const call = await answering(expect);
      const talk = looped(voice('human-queue-youarenext', USER_DB - db), 4_000);
      await call.pass(2_000, talk.subarray(0, 32_000));
      const said = voice('human-all-circuits-busy-now', USER_DB);
      const loudest = Math.max(...said);
      const beganMs = call.clock.nowMs() + said.findIndex((sample) => Math.abs(sample) > loudest / 10) / 16;
      await call.pass(
        1_000,
        said.map((sample, i) => sample + (talk[32_000 + i] ?? 0)),
      );
      expect((call.noticedMs[1] ?? NaN) - beganMs).toBeLessThanOrEqual(200);
      call.conversation.close();
    },
  );

  it('is the user, however soft, where it is understood', async ({ expect }) => {
    const call = await answering(expect, ['a soft question']);
    call.recognizer.interim = 'a soft question';
    await call.pass(3_000, voice('human-all-circuits-busy-now', USER_DB - 15));
    expect(call.noticedMs).toHaveLength(2);
    expect(call.conversation.history).toContainEqual(
      expect.objectContaining({ role: 'user', text: 'a soft question' }),
    );
    call.conversation.close();
  });
});

/** The voiced beginning of a recorded word: a murmur of a person, of which nothing can be understood. */
function murmur(levelDb: number): Float32Array {
  return voice('human-demo-thanks', levelDb).subarray(0.38 * LISTEN_RATE_HZ, 0.72 * LISTEN_RATE_HZ);
}

describe.concurrent('B20: a recorded murmur over a reply', () => {
  it.for<[string, number]>([
    ['', 0],
    ['…', 0],
    ['uh-huh', 0],
    ['okay', -3],
    ['the', 3],
    ['…', -6],
  ])(
    'understood as “%s” stops it for a second at most, %i dB beside the user',
    async ([understood, db], { expect }) => {
      const call = await answering(expect, [understood]);
      await call.pass(1_000);
      const sound = murmur(USER_DB + db);
      const endMs = call.clock.nowMs() + sound.length / 16;
      await call.pass(2_500, sound);
      const resumed = call.resumedMs.map((atMs) => atMs - endMs);
      expect(resumed).toHaveLength(call.noticedMs.length - 1);
      for (const afterMs of resumed) expect(afterMs).toBeLessThan(1_000);
      expect(call.speaking).toBe(true);
      call.conversation.close();
    },
  );
});
