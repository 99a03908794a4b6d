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
  const { right, down } = eyesOf({ ...STILL, yaw: -30, eyes: { blink: 0, gazeX: 1, gazeY: 2 } });
  expect([right, down]).toEqual([1.45, 1.1]);
});

it('never opens the lids further than a portrait bears', () => {
  const open = (blink: number) => eyesOf({ ...STILL, eyes: { blink, gazeX: 0, gazeY: 0 } }).shut;
  expect([open(-0.1), open(-1), open(2)]).toEqual([-0.1, -0.2, 1]);
});
