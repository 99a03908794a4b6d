import { expect, it } from 'vitest';
import { ovalFace } from '../testing/oval-face.js';
import { STILL } from '../testing/still-pose.js';
import { FaceRenderer } from './face-renderer.js';

const face = ovalFace();
const renderer = new FaceRenderer(face);

/** First and last dark pixel of an iris, on the row through its middle. */
function rimOf(eye: 0 | 1, gazeX: number): [left: number, right: number] {
  const { x, y, half } = face.anatomy.eyes[eye].frame;
  const { data, width } = renderer.render({ ...STILL, eyes: { ...STILL.eyes, gazeX } });
  const columns = Array.from({ length: 2 * half }, (_, i) => Math.round(x - half) + i);
  const dark = columns.filter((column) => data[Math.round(y) * width + column]! < 130);
  return [dark[0]!, dark.at(-1)!];
}

it.each([0, 1] as const)('an iris moves to the side as one piece, as far as it looks there: eye %i', (eye) => {
  const [left, right] = rimOf(eye, 0);
  for (const gazeX of [-1.4, -0.7, 0.7, 1.4]) {
    const moved = 0.17 * gazeX * face.anatomy.eyes[eye].frame.half;
    const [from, to] = rimOf(eye, gazeX);
    expect(Math.abs(from - left - moved)).toBeLessThan(1);
    expect(Math.abs(to - right - moved)).toBeLessThan(1);
  }
});
