import { expect, it } from 'vitest';
import { ReferenceTrack } from './reference-track.js';

const tone = Float32Array.from({ length: 16_000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 1_000 * i) / 16_000));

it.each([[160], [320], [512]])('has a level for every 16 ms of sound sent in packets of %i samples', (length) => {
  const track = new ReferenceTrack();
  for (let at = 0; at + length <= tone.length; at += length) {
    // Timers are late by a few ms, never early.
    track.push(tone.subarray(at, at + length), 5_000 + at / 16 + (at % 3));
  }
  const first = Math.round(5_000 / 16);
  const levels = Array.from({ length: 58 }, (_, i) => Math.max(...track.levelsAt(first + 3 + i)));
  expect(Math.min(...levels)).toBeGreaterThan(-5);
});

it('knows what sounded after a pause at the time it was sent', () => {
  const track = new ReferenceTrack();
  track.push(tone.subarray(0, 3_200), 1_000);
  track.push(tone.subarray(0, 3_200), 1_800);
  expect(Math.max(...track.levelsAt(Math.round(1_500 / 16)))).toBeLessThan(-15);
  expect(Math.max(...track.levelsAt(Math.round(1_900 / 16)))).toBeGreaterThan(-5);
  expect(track.soundedSince(Math.round(1_950 / 16))).toBe(true);
  expect(track.soundedSince(Math.round(2_050 / 16))).toBe(false);
});
