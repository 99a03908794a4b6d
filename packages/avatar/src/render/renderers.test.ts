import { describe, expect, it } from 'vitest';
import type { Face } from '../faces/face.js';
import { planesOf } from '../planes.js';
import { idlePose } from '../rig/idle.js';
import { loadFace } from '../faces/load-face.js';
import { ovalFace } from '../testing/oval-face.js';
import { FaceRenderer } from './face-renderer.js';
import { Renderers } from './renderers.js';

const oval = ovalFace();

/** The same face in one grey, before nothing. */
function statue(height = 1024): Face {
  const portrait = planesOf(1024, height);
  for (const plane of [portrait.y, portrait.u, portrait.v]) plane.fill(128);
  const grey = [(128 - 16) / 0.859, (128 - 16) / 0.859, (128 - 16) / 0.859] as const;
  const [left, right] = oval.anatomy.eyes;
  const eye = (of: typeof left): typeof left => ({
    ...of,
    lash: grey,
    lidSkin: { above: [grey, grey], below: [grey, grey] },
  });
  const { head } = oval.anatomy;
  const atNodes = (values: ArrayLike<number>) =>
    Array.from({ length: 65 * (height / 16 + 1) }, (_, i) => values[i] ?? 0);
  return {
    portrait,
    anatomy: {
      ...oval.anatomy,
      eyes: [eye(left), eye(right)],
      head: { ...head, share: atNodes(head.share), depth: atNodes(head.depth) },
    },
  };
}

/** Faces by id, and how often each was loaded. */
function shelf(faces: Readonly<Record<string, () => Face>>, maxBytes?: number) {
  const loads: string[] = [];
  const renderers = new Renderers(async ({ id }) => {
    loads.push(id);
    const face = faces[id];
    if (!face) throw new Error('its file is gone');
    return face();
  }, maxBytes);
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

describe('renderers stay in memory for the next viewer', () => {
  const { bytes } = new FaceRenderer(statue());
  const visit = async (renderers: Renderers, ids: readonly string[]): Promise<void> => {
    for (const id of ids) await renderers.of({ id });
  };

  it('as many as there is room for, those that were used last', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    const { renderers, loads } = shelf(Object.fromEntries(ids.map((id) => [id, statue])), 4 * bytes);
    await visit(renderers, ['a', 'b', 'c', 'd', 'a', 'e', 'a', 'c', 'b']);
    expect(loads).toEqual([...ids, 'b']);
  });

  it('fewer of larger faces, and the last one in any case', async () => {
    const upright = () => statue(2048);
    const large = new FaceRenderer(upright()).bytes;
    expect(large).toBeGreaterThan(1.9 * bytes);
    const { renderers, loads } = shelf({ a: statue, b: statue, upright, other: upright }, 2 * bytes);
    await visit(renderers, ['a', 'b', 'a', 'b', 'upright', 'upright', 'b', 'b', 'upright', 'other', 'other']);
    expect(loads).toEqual(['a', 'b', 'upright', 'b', 'upright', 'other']);
  });

  it('but none before a background that is gone', async () => {
    const { renderers, loads } = shelf({ a: statue });
    const [own, gone] = [{ id: 'a' }, { id: 'a', background: 'upload:1' as const }];
    for (const source of [own, gone]) await renderers.of(source);
    renderers.forget('upload:1');
    for (const source of [own, gone]) await renderers.of(source);
    expect(loads).toHaveLength(3);
  });

  it('each loaded once, also when several ask for it at the same time', async () => {
    const { renderers, loads } = shelf({ a: statue, b: statue }, bytes);
    const asked = ['a', 'b', 'a', 'b'].map((id) => renderers.of({ id }));
    const [a, b, ...again] = await Promise.all(asked);
    expect([again, loads]).toEqual([
      [a, b],
      ['a', 'b'],
    ]);
  });

  it('eleven of the size of Iris, and three of her upright', async () => {
    const [square, portrait] = await Promise.all(['iris', 'iris-portrait'].map((id) => loadFace({ id })));
    expect(new FaceRenderer(square!).bytes).toBeLessThan(48_000_000 / 11);
    expect(new FaceRenderer(portrait!).bytes).toBeLessThan(48_000_000 / 3);
  });
});
