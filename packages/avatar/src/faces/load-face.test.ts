import { expect, it } from 'vitest';
import { digestOfFace, writeFace } from './face-file.js';
import { paintIris } from './iris/iris.js';
import type { Planes } from '../planes.js';
import { FaceRenderer } from '../render/face-renderer.js';
import { idlePose } from '../rig/idle.js';
import { loadFace, readFaceFile } from './load-face.js';

it('loads Iris as her code paints her', async () => {
  const built = await readFaceFile({ id: 'iris' });
  expect(digestOfFace(built)).toBe(digestOfFace(writeFace(paintIris(), 'drawing')));
});

it('shows Iris on an upright screen as the same person, further down the body', async () => {
  const [square, upright] = await Promise.all(['iris', 'iris-portrait'].map((id) => loadFace({ id })));
  expect(upright!.portrait).toMatchObject({ width: 1440, height: 2560 });
  const heads = [square!, upright!].map(({ anatomy }) => anatomy.head);
  expect(heads[1]!.depth).toHaveLength(91 * 161);
  const scale = heads[1]!.halfWidth / heads[0]!.halfWidth;
  expect((2 * heads[1]!.halfHeight) / 1280).toBeLessThan(0.3);
  const lips = [square!, upright!].map(({ portrait, anatomy: { mouth } }) =>
    lumaAt(portrait, mouth.frame.x, mouth.frame.y + 0.2 * mouth.frame.half),
  );
  expect(Math.abs(lips[0]! - lips[1]!)).toBeLessThan(12);
  const pupils = [square!, upright!].map(({ portrait, anatomy: { eyes } }) =>
    lumaAt(
      portrait,
      eyes[0].frame.x + eyes[0].iris.a * eyes[0].frame.half,
      eyes[0].frame.y + eyes[0].iris.t * eyes[0].frame.half,
    ),
  );
  expect(Math.max(...pupils)).toBeLessThan(70);
  expect(Math.max(...heads[1]!.depth) / Math.max(...heads[0]!.depth)).toBeCloseTo(scale, 1);
  const { width, height, data } = new FaceRenderer(upright!).render({ ...idlePose(40), yaw: 8 });
  expect([width, height, data.length]).toEqual([720, 1280, 720 * 1280 * 1.5]);
  // Below the square picture there is a jumper, to both edges.
  for (const x of [8, 360, 712]) expect(data[1270 * 720 + x]).toBeGreaterThan(90);
});

const lumaAt = ({ y, width }: Planes, px: number, py: number): number =>
  y[Math.round(2 * py) * width + Math.round(2 * px)]!;

it('knows no other face without a file', async () => {
  await expect(readFaceFile({ id: '../faces/iris' })).rejects.toMatchObject({ code: 'avatar.unknown_face' });
});
