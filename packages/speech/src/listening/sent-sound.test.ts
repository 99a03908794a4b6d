import { expect, it } from 'vitest';
import { SentSound } from './sent-sound.js';

const packet = (value: number): Int16Array => new Int16Array(960).fill(value);

it('returns what was sent once, at the rate of listening, with its times', () => {
  const sent = new SentSound();
  const reused = packet(8_192);
  for (let i = 0; i < 10; i++) sent.push(reused, 100 + 20 * i);
  reused.fill(0);
  const pieces = sent.take();
  expect(pieces.map(({ sentMs }) => sentMs)).toEqual(Array.from({ length: 10 }, (_, i) => 100 + 20 * i));
  expect(pieces.reduce((sum, { samples }) => sum + samples.length, 0)).toBe(3_200);
  expect(pieces[5]!.samples[100]).toBeCloseTo(0.25, 2);
  expect(sent.take()).toEqual([]);
});

it('keeps two seconds while nothing is heard, however long the reply is', () => {
  const sent = new SentSound();
  for (let ms = 0; ms < 600_000; ms += 20) sent.push(packet(1), ms);
  const pieces = sent.take();
  expect(pieces[0]!.sentMs).toBe(600_000 - 20 - 2_000);
  expect(pieces).toHaveLength(101);
});
