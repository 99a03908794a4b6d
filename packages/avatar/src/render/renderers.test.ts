import { expect, it } from 'vitest';
import type { Face } from '../faces/face.js';
import { paintIris } from '../faces/iris/iris.js';
import { planesOf, type Planes } from '../planes.js';
import { idlePose } from '../rig/idle.js';
import { Renderers } from './renderers.js';

const iris = paintIris();

/** A face of Iris's shape in one grey. */
function statue(): Face {
  const grey = (width: number, height: number): Planes => {
    const planes = planesOf(width, height);
    for (const plane of [planes.y, planes.u, planes.v]) plane.fill(128);
    return planes;
  };
  const still = ({ region }: Face['eyes'] | Face['mouth']) => ({
    region,
    draw: () => grey(2 * region.width, 2 * region.height),
  });
  return { anatomy: iris.anatomy, portrait: grey(1024, 1024), eyes: still(iris.eyes), mouth: still(iris.mouth) };
}

it('draws each face by its own renderer, and no face where one cannot be loaded', async () => {
  const load = async (id: string): Promise<Face> => {
    if (id === 'lost') throw new Error('its file is gone');
    return id === 'iris' ? iris : statue();
  };
  const renderers = await Renderers.open(['iris', 'lost', 'statue'], load);
  const picture = (id: string) => renderers.of(id).render(idlePose(30)).data;
  expect(new Set(picture('statue'))).toEqual(new Set([128]));
  expect(new Set(picture('iris')).size).toBeGreaterThan(100);
  expect(renderers.of('iris')).toBe(renderers.of('iris'));
  expect(() => renderers.of('lost')).toThrow('its file is gone');
  expect(() => renderers.of('stranger')).toThrow('stranger');
  expect(renderers.all).toEqual([renderers.of('iris'), renderers.of('statue')]);
});
