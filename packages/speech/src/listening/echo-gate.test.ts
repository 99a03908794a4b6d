import { describe, expect, it } from 'vitest';
import { recording, rms, Room, type RoomOptions } from '../testing/index.js';
import { EchoGate } from './echo-gate.js';

const FRAME = 512;
const FRAME_MS = 32;
const FACE = recording('human-jfk');
const SILENCE = new Float32Array(FACE.length);
const NOTHING = new Float32Array(0);
const CUT_MS = 6_200;

/** Level from which sound is a voice rather than the room. */
const VOICE = 10 ** (-45 / 20);

/** Frames that may wait for a decision. */
const UNDECIDED_FRAMES = 16;

/** The first stretch of a recording, from its first sound on. */
function beginning(name: string, ms: number): Float32Array {
  const voice = recording(name);
  const loudest = voice.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const from = Math.max(0, voice.findIndex((sample) => Math.abs(sample) > loudest / 10) - 320);
  return voice.slice(from, from + ms * 16);
}

interface Scene {
  readonly face?: Float32Array;
  readonly room?: RoomOptions;
  readonly user?: { readonly voice: Float32Array; readonly atMs: number };
  /** Frames that arrive in one lump. */
  readonly lump?: number;
  /** Sound that the microphone's machine drops half a second after the beginning, ms. */
  readonly droppedMs?: number;
}

/** @returns For each frame of the microphone, whether it is loud, whether the user is in it, and the gate's verdict. */
function listen({
  face = SILENCE,
  room,
  user,
  lump = 1,
  droppedMs = 0,
}: Scene): { loud: boolean; user: boolean; heard: boolean }[] {
  const gate = new EchoGate();
  const echoes = new Room(room ?? { delayMs: 0, gainDb: -Infinity });
  const userFrom = ((user?.atMs ?? 0) * 16_000) / 1000;
  const frames: { loud: boolean; user: boolean; heard: boolean }[] = [];
  let decided = 0;
  let waiting: { frame: Float32Array; user: boolean; endMs: number }[] = [];
  for (let at = 0; at + FRAME <= face.length; at += FRAME) {
    const nowMs = (at + FRAME) / 16;
    const isDropped = nowMs > 500 && nowMs <= 500 + droppedMs;
    const endMs = nowMs - Math.min(droppedMs, Math.max(0, nowMs - 500));
    const sounds = face.subarray(at, at + FRAME);
    if (face !== SILENCE) gate.played(sounds, at / 16);
    const frame = echoes.hear(sounds);
    const voice = user?.voice.subarray(Math.max(0, at - userFrom), Math.max(0, at - userFrom + FRAME)) ?? NOTHING;
    if (isDropped) continue;
    if (at >= userFrom) voice.forEach((sample, i) => (frame[i] = (frame[i] as number) + sample));
    waiting.push({ frame, user: at >= userFrom && voice.length > 0 && rms(voice) > VOICE, endMs });
    if (waiting.length < lump) continue;
    for (const { frame, user, endMs: end } of waiting) {
      frames.push({ loud: rms(frame) > VOICE, user, heard: false });
      const heard = gate.hearsUser(frame, { arrivedMs: nowMs + 15, endMs: end });
      // The listener waits for half a second; what is not decided then is taken for echo.
      if (heard === undefined) decided = Math.max(decided, frames.length - UNDECIDED_FRAMES);
      else {
        for (const waiting of frames.slice(decided)) waiting.heard = heard;
        decided = frames.length;
      }
    }
    waiting = [];
  }
  return frames;
}

const share = (flags: boolean[]): number => flags.filter(Boolean).length / flags.length;

describe('EchoGate', () => {
  it('hears everything while the face is silent', () => {
    const frames = listen({ user: { voice: recording('human-vm-sorry'), atMs: 500 } });
    expect(frames.every(({ heard }) => heard)).toBe(true);
  });

  it.each([160, 320, 640])(
    'hears an answer from its first sound where %i ms of the microphone were dropped during a reply',
    (droppedMs) => {
      for (const reply of ['human-queue-youarenext', 'human-jfk'])
        for (const voice of ['human-queue-thankyou', 'human-goforward', 'human-agent-pass'])
          for (const pauseMs of [150, 450, 800]) {
            const said = recording(reply).subarray(0, 80_000);
            const answer = recording(voice).subarray(0, 16_000);
            const face = new Float32Array(said.length + pauseMs * 16 + answer.length);
            face.set(said);
            const frames = listen({ face, user: { voice: answer, atMs: said.length / 16 + pauseMs }, droppedMs });
            const missed = frames.filter(({ user, heard }) => user && !heard);
            expect([reply, voice, pauseMs, missed.length]).toEqual([reply, voice, pauseMs, 0]);
          }
    },
  );

  it.each(['human-agent-pass', 'human-vm-sorry', 'human-if-correct-press'])(
    'hears an answer from its first sound where no echo came, however soon it follows the reply %s',
    (reply) => {
      for (const voice of ['human-queue-thankyou', 'human-conf-now-recording', 'human-goforward'])
        for (const pauseMs of [150, 300, 450, 600, 800]) {
          const said = recording(reply);
          const answer = recording(voice);
          const face = new Float32Array(said.length + pauseMs * 16 + answer.length);
          face.set(said);
          const frames = listen({ face, user: { voice: answer, atMs: said.length / 16 + pauseMs } });
          const missed = frames.filter(({ user, heard }) => user && !heard);
          expect([voice, pauseMs, missed.length]).toEqual([voice, pauseMs, 0]);
        }
    },
  );

  it.each([250, 400, 550])('hears an answer from its first sound after a first reply of %i ms', (replyMs) => {
    const lost = ['human-agent-pass', 'human-jfk', 'human-queue-youarenext', 'human-demo-thanks'].flatMap((reply) =>
      ['human-queue-thankyou', 'human-goforward', 'human-vm-sorry'].flatMap((voice) =>
        [100, 150, 200, 300, 450].map((pauseMs) => {
          const said = beginning(reply, replyMs);
          const answer = beginning(voice, 1_500);
          const face = new Float32Array((1_000 + replyMs + pauseMs) * 16 + answer.length);
          face.set(said, 16_000);
          const frames = listen({ face, user: { voice: answer, atMs: 1_000 + replyMs + pauseMs } });
          return frames.some(({ user, heard }) => user && !heard);
        }),
      ),
    );
    expect(lost.filter(Boolean).length).toBe(0);
  });

  it.each<[string, RoomOptions]>([
    ['a loud laptop', { delayMs: 30, gainDb: -6 }],
    ['a living room', { delayMs: 120, gainDb: -12 }],
    ['a television across the room', { delayMs: 250, gainDb: -12, reverbMs: 800 }],
    ['a slow network', { delayMs: 400, gainDb: -15 }],
  ])('does not take a first reply of half a second for the user, from %s', (_name, room) => {
    for (const replyMs of [250, 400, 550])
      for (const reply of ['human-agent-pass', 'human-jfk', 'human-queue-youarenext', 'human-demo-thanks']) {
        const face = new Float32Array(40_000);
        face.set(beginning(reply, replyMs), 16_000);
        const taken = listen({ face, room }).map(({ loud, heard }) => loud && heard);
        // What begins an utterance.
        const begins = taken.some((_, i) => taken.slice(i, i + 6).filter(Boolean).length >= 4);
        expect([reply, replyMs, begins]).toEqual([reply, replyMs, false]);
      }
  });

  it.each<[string, RoomOptions, number]>([
    ['a loud laptop', { delayMs: 30, gainDb: -6 }, 1],
    ['a television across the room', { delayMs: 250, gainDb: -12, reverbMs: 800 }, 1],
    ['a slow network', { delayMs: 400, gainDb: -20 }, 1],
    ['a quiet loudspeaker', { delayMs: 120, gainDb: -30 }, 1],
    ['a microphone that sends lumps of a third of a second', { delayMs: 120, gainDb: -12 }, 10],
    ['a noisy room', { delayMs: 120, gainDb: -15, noiseDb: -50 }, 1],
  ])('does not take the face’s own voice for the user’s, from %s', (_name, room, lump) => {
    const frames = listen({ face: FACE, room, lump });
    const loud = frames.filter((frame) => frame.loud);
    expect(loud.length).toBeGreaterThan(30);
    expect(share(loud.map(({ heard }) => heard))).toBeLessThan(0.02);
  });

  it('keeps distinguishing them during the echo’s tail after the face has ended', () => {
    const face = new Float32Array(FACE.length);
    // Cut off in the middle of a word.
    face.set(FACE.subarray(0, CUT_MS * 16));
    const frames = listen({ face, room: { delayMs: 300, gainDb: -10, reverbMs: 600 } });
    const tail = frames.slice(Math.ceil(CUT_MS / FRAME_MS), Math.ceil((CUT_MS + 600) / FRAME_MS));
    expect(tail.some(({ loud }) => loud)).toBe(true);
    expect(tail.some(({ loud, heard }) => loud && heard)).toBe(false);
  });

  it.each([
    ['with headphones on', { delayMs: 0, gainDb: -Infinity }, -25],
    ['over an echo as loud as they are', { delayMs: 150, gainDb: -6 }, -26],
    ['over an echo half as loud', { delayMs: 150, gainDb: -12 }, -26],
    ['over a faint echo', { delayMs: 80, gainDb: -25 }, -30],
  ])('hears a user who speaks %s', (_name, room, levelDb) => {
    const delaysMs = ['human-tt-weasels', 'human-vm-sorry', 'human-agent-pass'].map((name) => {
      const frames = listen({ face: FACE, room, user: { voice: recording(name, levelDb), atMs: 4_000 } });
      const first = frames.findIndex(({ user }) => user);
      return (frames.findIndex(({ user, heard }) => user && heard) - first) * FRAME_MS;
    });
    expect(delaysMs.every((ms) => ms >= 0)).toBe(true);
    expect(Math.max(...delaysMs)).toBeLessThanOrEqual(160);
  });

  it.each(['human-vm-mailboxfull', 'human-queue-youarenext', 'human-demo-thanks', 'human-vm-newpassword'])(
    'goes on hearing a user with headphones who talks at length (%s)',
    (name) => {
      const frames = listen({ face: FACE, user: { voice: recording(name, -25), atMs: 2_000 } });
      const heard = frames.filter(({ user }) => user).map((frame) => frame.heard);
      expect(share(heard)).toBeGreaterThan(0.95);
    },
  );

  it('is not fooled by a slammed door', () => {
    const bang = Float32Array.from({ length: 256 }, (_, i) => 0.8 * Math.sin(i * 1.3) * Math.exp(-i / 60));
    const frames = listen({ face: FACE, room: { delayMs: 120, gainDb: -12 }, user: { voice: bang, atMs: 4_000 } });
    expect(share(frames.slice(120, 140).map(({ heard }) => heard))).toBe(0);
  });
});
