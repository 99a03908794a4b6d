import { describe, expect, it } from 'vitest';
import type { Landmark } from '../models/face-mesh.js';
import { CHIN, FOREHEAD, LEFT_EAR, RIGHT_EAR } from '../models/mesh-points.js';
import type { DetectedFace } from '../models/face-detector.js';
import { chooseFace } from './choose-face.js';
import { frameCrop } from './frame-crop.js';

/** A face of this height, upright. */
function face(x: number, y: number, height: number): Landmark[] {
  const landmarks: Landmark[] = Array.from({ length: 478 }, () => ({ x, y, z: 0 }));
  landmarks[FOREHEAD] = { x, y: y - height / 2, z: 0 };
  landmarks[CHIN] = { x, y: y + height / 2, z: 0 };
  landmarks[LEFT_EAR] = { x: x - height * 0.4, y, z: 0 };
  landmarks[RIGHT_EAR] = { x: x + height * 0.4, y, z: 0 };
  return landmarks;
}
const picture = (width: number, height: number) => ({ width, height, rgba: new Uint8ClampedArray() });

describe('the frame of a portrait', () => {
  it('shows head and shoulders of a face in a large picture', () => {
    expect(frameCrop(picture(3000, 2000), face(1500, 900, 400), 'square')).toEqual({
      x: 1000,
      y: 430,
      width: 1000,
      height: 1000,
    });
  });

  it('stays inside the picture where it can', () => {
    expect(frameCrop(picture(3000, 2000), face(300, 300, 400), 'square')).toMatchObject({ x: 0, y: 0 });
    expect(frameCrop(picture(3000, 2000), face(2900, 1900, 400), 'square')).toMatchObject({ x: 2000, y: 1000 });
  });

  it('takes no more than the picture of a face that fills it', () => {
    expect(frameCrop(picture(1000, 1000), face(500, 500, 900), 'square')).toEqual({
      x: 0,
      y: 0,
      width: 1000,
      height: 1000,
    });
    expect(frameCrop(picture(600, 1000), face(300, 500, 500), 'square').width).toBe(780);
  });
});

describe('the frame of an upright portrait', () => {
  const crop = (width: number, height: number, at: [number, number, number]) =>
    frameCrop(picture(width, height), face(...at), 'portrait');

  it('shows the body where there is one', () => {
    const { x, y, width, height } = crop(3000, 4000, [1500, 1200, 400]);
    expect(height).toBeCloseTo(400 / 0.26);
    expect(width / height).toBeCloseTo(9 / 16);
    expect((1200 - y) / height).toBeCloseTo(0.36);
    expect(x + width / 2).toBeCloseTo(1500);
  });

  it('comes nearer and lets the face sink, rather than invent a body', () => {
    const { y, height } = crop(1500, 1500, [750, 750, 500]);
    expect(y + height).toBeCloseTo(1500);
    expect(height).toBeCloseTo(750 / 0.53);
    expect((750 - y) / height).toBeCloseTo(0.47);
  });

  it('is refused where the picture ends at the chin', () => {
    expect(() => crop(1000, 1000, [500, 500, 700])).toThrow(expect.objectContaining({ code: 'face.too_close' }));
  });
});

describe('the choice of a face', () => {
  const at = (x: number, width: number): DetectedFace => ({
    box: { x, y: 0, width, height: width },
    score: 1,
    eyes: [
      { x, y: 0 },
      { x: x + width, y: 0 },
    ],
  });
  const [large, small, tiny] = [at(500, 200), at(100, 120), at(0, 90)];

  it('is the only one, or one that is twice as wide as the next', () => {
    expect(chooseFace([large], undefined, 1)).toBe(large);
    expect(chooseFace([large, tiny], undefined, 1)).toBe(large);
  });

  it('is left to the caller otherwise, who counts from the left', () => {
    expect(() => chooseFace([large, small], undefined, 2)).toThrow(
      expect.objectContaining({
        code: 'face.several',
        message: 'The picture shows 2 faces: 1 at 200, 0 (240 × 240); 2 at 1000, 0 (400 × 400)',
        faces: [
          { x: 200, y: 0, width: 240, height: 240 },
          { x: 1000, y: 0, width: 400, height: 400 },
        ],
      }),
    );
    expect(chooseFace([large, small], 1, 2)).toBe(small);
    expect(() => chooseFace([large, small], 3, 2)).toThrow('There is no face 3: the picture shows 2');
  });

  it('is none where there is none', () => {
    expect(() => chooseFace([], 1, 1)).toThrow(expect.objectContaining({ code: 'face.not_found' }));
  });
});
