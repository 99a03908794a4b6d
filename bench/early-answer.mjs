// Users with headphones who answer within a second of the face's reply: how many frames of their voice (32 ms) are
// mistaken for the reply's echo? Recorded voices against one another, in a silent and in a noisy room. Uses no clock:
// the same figures come at every run. Usage: npm run build && node bench/early-answer.mjs
import { readdirSync, writeFileSync } from 'node:fs';
import { recording } from '@visavis/speech/testing';
import { EchoGate } from '../packages/speech/dist/listening/echo-gate.js';

const RATE = 16; // samples per ms
const FRAME = 512;
const PAUSES_MS = [150, 450, 800];
const NOISES_DB = [-200, -75, -65, -55];
const VOICE = 10 ** (-45 / 20);
const rms = (samples) => Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

const voices = readdirSync(new URL('../tests/fixtures/audio/', import.meta.url))
  .filter((file) => file.endsWith('.wav'))
  .map((file) => recording(file.replace('.wav', '')));

const results = NOISES_DB.map((noiseDb) => {
  const random = randomNumbers();
  const figures = { noiseDb, answers: 0, answersThatLost: 0, frames: 0, framesLost: 0 };
  for (const reply of voices)
    for (const answer of voices) {
      if (reply === answer) continue;
      for (const pauseMs of PAUSES_MS) {
        const { frames, lost } = converse(
          reply.subarray(0, 5_000 * RATE),
          answer.subarray(0, 3_000 * RATE),
          pauseMs,
          () => Math.sqrt(3) * 10 ** (noiseDb / 20) * random(),
        );
        figures.answers++;
        figures.answersThatLost += lost > 0 ? 1 : 0;
        figures.frames += frames;
        figures.framesLost += lost;
      }
    }
  return figures;
});
console.table(results);
writeFileSync(new URL('results/early-answer.json', import.meta.url), `${JSON.stringify(results, null, 1)}\n`);

/** Plays `reply` without any echo of it, then `answer` after a pause. @returns Frames of the answer, and those lost. */
function converse(reply, answer, pauseMs, noise) {
  const gate = new EchoGate();
  const from = reply.length + pauseMs * RATE;
  let frames = 0;
  let lost = 0;
  /** Frames of the answer of which it is not known yet what they are. */
  let undecided = 0;
  for (let at = 0; at + FRAME <= from + answer.length; at += FRAME) {
    if (at < reply.length) gate.played(reply.subarray(at, at + FRAME), at / RATE);
    const frame = Float32Array.from({ length: FRAME }, (_, i) => (answer[at + i - from] ?? 0) + noise());
    const endMs = (at + FRAME) / RATE;
    const heard = gate.hearsUser(frame, { arrivedMs: endMs + 15, endMs });
    if (at < from || rms(frame) < VOICE) continue;
    frames++;
    undecided = heard === undefined ? undecided + 1 : 0;
    if (heard === false) lost++;
  }
  return { frames, lost: lost + undecided };
}

/** @returns A generator of numbers, −1…1, evenly distributed; the same at every run. */
function randomNumbers() {
  let seed = 1;
  return () => {
    seed = (seed * 1_664_525 + 1_013_904_223) >>> 0;
    return seed / 2 ** 31 - 1;
  };
}
