// Users with headphones who answer right after a first reply of less than 0.6 s: how many of them lose a frame of their
// voice (32 ms), because it is mistaken for the reply's echo? And how many echoes of such replies are mistaken for a user?
// Recorded voices against one another, and in rooms with a loudspeaker. Uses no clock: the same figures come at every run.
// Usage: npm run build && node bench/short-reply.mjs
import { readdirSync } from 'node:fs';
import { recording, rms, Room } from '@visavis/speech/testing';
import { EchoGate } from '../packages/speech/dist/listening/echo-gate.js';
import { save } from './support/figures.mjs';

const RATE = 16; // samples per ms
const FRAME = 512;
const REPLIES_MS = [250, 400, 550];
const PAUSES_MS = [100, 200, 300];
const ECHOES_MS = [250, 550, 1_500];
const ROOMS = [
  { delayMs: 30, gainDb: -6 },
  { delayMs: 120, gainDb: -12 },
  { delayMs: 250, gainDb: -12, reverbMs: 800 },
  { delayMs: 400, gainDb: -15 },
  { delayMs: 120, gainDb: -20, noiseDb: -55 },
  { delayMs: 200, gainDb: -30, noiseDb: -50 },
  { delayMs: 250, gainDb: -30 },
];
const VOICE = 10 ** (-45 / 20);
/** Frames that wait until it is known what they are, as in the listener. */
const UNDECIDED = 16;
/** Loud frames within six that begin an utterance. */
const BEGINS = 4;
/** Silence in front of a reply, frames. */
const BEFORE = 40;

const voices = readdirSync(new URL('../tests/fixtures/audio/', import.meta.url))
  .filter((file) => file.endsWith('.wav'))
  .map((file) => recording(file.replace('.wav', '')));

const answers = REPLIES_MS.map((replyMs) => {
  const talks = voices.slice(0, 8).flatMap((reply) =>
    voices
      .slice(5, 10)
      .filter((voice) => voice !== reply)
      .flatMap((voice) =>
        PAUSES_MS.map((pauseMs) => converse(beginning(reply, replyMs), { answer: beginning(voice, 800), pauseMs })),
      ),
  );
  const lost = talks.filter((talk) => talk.lost > 0);
  return { replyMs, answers: talks.length, answersThatLost: lost.length };
});
const echoes = ROOMS.flatMap((room) =>
  ECHOES_MS.map((replyMs) => {
    const talks = voices.map((reply) => converse(beginning(reply, replyMs), { room }));
    return { replyMs, ...room, echoes: talks.length, takenForUser: talks.filter(({ begins }) => begins).length };
  }),
);
console.table(answers);
console.table(echoes);
save('short-reply', { answers, echoes });

/** The first stretch of a voice, from its first sound on. */
function beginning(voice, ms) {
  const loudest = voice.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const from = Math.max(0, voice.findIndex((sample) => Math.abs(sample) > loudest / 10) - 20 * RATE);
  return voice.slice(from, from + ms * RATE);
}

/**
 * Plays `reply`, then has the user answer after a pause, or only hears the room.
 *
 * @returns Loud frames of the answer that were taken for echo, and whether an utterance begins.
 */
function converse(reply, { answer = new Float32Array(RATE * 1_000), pauseMs = 0, room }) {
  const gate = new EchoGate();
  const air = room && new Room(room);
  const silence = new Float32Array(FRAME);
  const from = reply.length + pauseMs * RATE;
  const frames = [];
  let decided = 0;
  for (let at = -BEFORE * FRAME; at + FRAME <= from + answer.length; at += FRAME) {
    const nowMs = (at + BEFORE * FRAME) / RATE;
    const played = Float32Array.from({ length: FRAME }, (_, i) => reply[at + i] ?? 0);
    gate.played(played, nowMs);
    const frame = (air?.hear(played) ?? silence).map((sample, i) => sample + (answer[at + i - from] ?? 0));
    frames.push({ loud: rms(frame) > VOICE, at });
    const endMs = nowMs + FRAME / RATE;
    const user = gate.hearsUser(frame, { arrivedMs: endMs + 15, endMs });
    if (user !== undefined) for (; decided < frames.length; decided++) frames[decided].user = user;
    else if (frames.length - decided > UNDECIDED) frames[decided++].user = false;
  }
  const taken = frames.map(({ loud, user }) => loud && user === true);
  return {
    lost: frames.filter(({ loud, at, user }) => loud && at >= from && !user).length,
    begins: taken.some((_, i) => taken.slice(i, i + 6).filter(Boolean).length >= BEGINS),
  };
}
