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

/** Faces by id, and how often each was loaded. */
function shelf(faces: Readonly<Record<string, () => Face>>) {
  const loads: string[] = [];
  const renderers = new Renderers(async ({ id }) => {
    loads.push(id);
    const face = faces[id];
    if (!face) throw new Error('its file is gone');
    return face();
  });
  return { renderers, loads };
}

it('draws each face by its own renderer, and no face where one cannot be loaded', async () => {
  const faces: Record<string, () => Face> = { oval: () => oval, statue };
  const { renderers, loads } = shelf(faces);
  const picture = async (id: string) => (await renderers.of({ id })).render(idlePose(60)).data;
  const statueShown = new Set(await picture('statue'));
  expect(Math.max(...statueShown) - Math.min(...statueShown)).toBeLessThanOrEqual(1);
  expect(new Set(await picture('oval')).size).toBeGreaterThan(50);
  expect(await renderers.of({ id: 'oval' })).toBe(await renderers.of({ id: 'oval' }));
  await expect(renderers.of({ id: 'lost' })).rejects.toThrow('its file is gone');
  expect(loads).toEqual(['statue', 'oval', 'lost']);

  faces['lost'] = statue;
  await renderers.of({ id: 'lost' });
});

it('keeps the renderers that were used last', async () => {
  const ids = Array.from({ length: 9 }, (_, i) => `face ${i}`);
  const { renderers, loads } = shelf(Object.fromEntries(ids.map((id) => [id, statue])));
  for (const id of ids.slice(0, 8)) await renderers.of({ id });
  for (const id of ['face 0', 'face 8', 'face 0', 'face 2', 'face 1']) await renderers.of({ id });
  expect(loads).toEqual([...ids, 'face 1']);
});
