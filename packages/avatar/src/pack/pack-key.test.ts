import { describe, expect, it } from 'vitest';
import type { Face } from '../faces/face.js';
import { paintIris } from '../faces/iris/iris.js';
import type { Planes } from '../planes.js';
import { packKey } from './pack-key.js';

const iris = paintIris();
const encoders = { url: 'file:///encoders.js', id: 'an encoder' };
const key = packKey(iris, encoders);
const brighter = ({ y, ...planes }: Planes, texel: number): Planes => ({
  ...planes,
  y: y.map((level, i) => (i === texel ? level + 1 : level)),
});

// For each key a face is painted and its loop's patches are drawn: up to a second of a core that may be shared.
describe('the key of a pack', { timeout: 60_000 }, () => {
  it('is the same for the same face, however often it is loaded', () => {
    expect(packKey(paintIris(), encoders)).toBe(key);
  });

  it.each<[string, Partial<Face>]>([
    ['one texel of the portrait', { portrait: brighter(iris.portrait, 1024 * 700 + 300) }],
    ['the anatomy', { anatomy: { ...iris.anatomy, pivotY: iris.anatomy.pivotY + 1 } }],
    [
      'shut eyes',
      { eyes: { ...iris.eyes, draw: (pose) => brighter(iris.eyes.draw(pose), pose.blink === 1 ? 1000 : -1) } },
    ],
    ['the lips at rest', { mouth: { ...iris.mouth, draw: (shape) => brighter(iris.mouth.draw(shape), 1000) } }],
    ['where the eyes are', { eyes: { ...iris.eyes, region: { ...iris.eyes.region, y: iris.eyes.region.y + 2 } } }],
  ])('follows %s', (_, changes) => {
    expect(packKey({ ...iris, ...changes }, encoders)).not.toBe(key);
  });

  it('follows the encoder', () => {
    expect(packKey(iris, { ...encoders, id: 'another' })).not.toBe(key);
  });
});
