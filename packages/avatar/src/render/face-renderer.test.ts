import { describe, expect, it } from 'vitest';
import { paintIris } from '../faces/iris/iris.js';
import { CLOSED, SHAPES } from '../mouth/visemes.js';
import type { FacePose } from '../rig/face-pose.js';
import { psnr } from '../testing/psnr.js';
import { FaceRenderer } from './face-renderer.js';

/** Nothing is moved from its place. */
const still: FacePose = {
  yaw: 0,
  pitch: 0,
  roll: 0,
  shiftX: 0,
  shiftY: 0,
  breath: 0,
  brow: 0,
  eyes: { blink: 0, gazeX: 0, gazeY: 0 },
  mouth: CLOSED,
};
/** Every part of the head moves by a hundredth of a pixel, which no eye can see. */
const HARDLY = 0.01;

describe('the renderer', () => {
  const renderer = new FaceRenderer(paintIris());
  const picture = (pose: FacePose) => renderer.render(pose).data;

  it.each([
    ['open eyes and closed lips', still],
    ['shut eyes', { ...still, eyes: { blink: 1, gazeX: 0, gazeY: 0 } }],
    ['eyes that look aside', { ...still, eyes: { blink: 0, gazeX: 0.8, gazeY: 0.4 } }],
    ['lips spread over the teeth', { ...still, mouth: { ...SHAPES.I, open: 0 } }],
    ['open eyes and closed lips again', still],
  ])('shows the same eyes and mouth with no motion at all as with hardly any: %s', (_, pose) => {
    expect(psnr(picture(pose), picture({ ...pose, shiftX: HARDLY }))).toBeGreaterThan(50);
  });
});
