import { expect, it } from 'vitest';
import { closedFor, closuresOf } from './closures.js';
import { SHAPES, type TimedViseme } from './visemes.js';

const FRAME_MS = 40;
const sounds = (viseme: 'PP' | 'FF', ms: number): TimedViseme[] => [
  { viseme: 'aa', startMs: 0, endMs: 200 },
  { viseme, startMs: 200, endMs: 200 + ms },
  { viseme: 'aa', startMs: 200 + ms, endMs: 500 },
];

it.each(['PP', 'FF'] as const)('a short %s is seen in full, whatever the phase of the pictures', (viseme) => {
  const closures = closuresOf(sounds(viseme, 20));
  for (let phase = 0; phase < FRAME_MS; phase += 5) {
    const shapes = Array.from({ length: 12 }, (_, i) => closedFor(closures, phase + i * FRAME_MS, SHAPES.aa));
    const closed = shapes.filter(({ tuck, press }) => Math.max(tuck, press / SHAPES.PP.press) > 0.99);
    expect(closed.length).toBeGreaterThanOrEqual(1);
  }
});

it('a lip at the teeth is seen in two pictures in most phases, however short its sound', () => {
  const closures = closuresOf(sounds('FF', 20));
  const phases = Array.from({ length: 8 }, (_, i) => i * 5);
  const twice = phases.filter((phase) => {
    const tucks = Array.from({ length: 12 }, (_, i) => closedFor(closures, phase + i * FRAME_MS, SHAPES.aa).tuck);
    return tucks.filter((tuck) => tuck > 0.99).length >= 2;
  });
  expect(twice.length).toBeGreaterThanOrEqual(6);
});
