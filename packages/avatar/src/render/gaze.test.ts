import { expect, it } from 'vitest';
import { STILL } from '../testing/still-pose.js';
import { eyesOf } from './gaze.js';

it('keeps the eyes on the viewer while the head turns', () => {
  expect(eyesOf(STILL)).toEqual({ shut: 0, right: 0, down: 0, squint: 0 });
  const turned = eyesOf({ ...STILL, yaw: 8, pitch: -5 });
  expect(turned.right).toBeLessThan(-0.3);
  expect(turned.down).toBeGreaterThan(0.3);
});

it('never turns the eyes further than a portrait bears', () => {
  const { right, down } = eyesOf({ ...STILL, yaw: -30, eyes: { blink: 0, gazeX: 1, gazeY: 1 } });
  expect([right, down]).toEqual([0.85, 0.85]);
});
