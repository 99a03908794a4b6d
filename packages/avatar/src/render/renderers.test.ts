import { expect, it } from 'vitest';
import type { Face } from '../faces/face.js';
import { planesOf } from '../planes.js';
import { idlePose } from '../rig/idle.js';
import { ovalFace } from '../testing/oval-face.js';
import { Renderers } from './renderers.js';

const oval = ovalFace();

/** The same face in one grey, before nothing. */
function statue(): Face {
  const portrait = planesOf(1024, 1024);
  for (const plane of [portrait.y, portrait.u, portrait.v]) plane.fill(128);
  const grey = [(128 - 16) / 0.859, (128 - 16) / 0.859, (128 - 16) / 0.859] as const;
  const [left, right] = oval.anatomy.eyes;
  const eye = (of: typeof left): typeof left => ({
    ...of,
    lash: grey,
    lidSkin: { above: [grey, grey], below: [grey, grey] },
  });
  return { portrait, anatomy: { ...oval.anatomy, eyes: [eye(left), eye(right)] } };
}

it('draws each face by its own renderer, and no face where one cannot be loaded', async () => {
  const load = async ({ id }: { id: string }): Promise<Face> => {
    if (id === 'lost') throw new Error('its file is gone');
    return id === 'oval' ? oval : statue();
  };
  const renderers = await Renderers.open([{ id: 'oval' }, { id: 'lost' }, { id: 'statue' }], load);
  const picture = (id: string) => renderers.of(id).render(idlePose(60)).data;
  expect(Math.max(...new Set(picture('statue'))) - Math.min(...new Set(picture('statue')))).toBeLessThanOrEqual(1);
  expect(new Set(picture('oval')).size).toBeGreaterThan(50);
  expect(renderers.of('oval')).toBe(renderers.of('oval'));
  expect(() => renderers.of('lost')).toThrow('its file is gone');
  expect(() => renderers.of('stranger')).toThrow('stranger');
  expect(renderers.all).toEqual([renderers.of('oval'), renderers.of('statue')]);
});
