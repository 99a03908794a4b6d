import type { Image } from '@napi-rs/canvas';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EyeAnatomy } from '@visavis/avatar';
import { outOfFrame, valueAt } from './anatomy/frame.js';
import { readAnatomy } from './anatomy/read-anatomy.js';
import { findFace } from './framing/find-face.js';
import { judgeFace } from './framing/judge.js';
import { headTurn } from './framing/head-turn.js';
import { FaceDetector } from './models/face-detector.js';
import { FaceMesh, type Mesh } from './models/face-mesh.js';
import { EYES, MOUTH } from './models/mesh-points.js';
import { makeFromPicture } from './making.js';
import type { Picture } from './picture/picture.js';
import { BAD_PICTURES } from './testing/bad-pictures.js';
import { drawn, fixture, glasses, grain, IRIS, largeEyes, mask, moved, type Drawing } from './testing/fixtures.js';

/** The networks are loaded, and each face is looked at nine times, on a machine that may be busy. */
const LONG = 240_000;
const TILT = (15 * Math.PI) / 180;

let iris: Image;
let smiling: Image;
let detector: FaceDetector;
let network: FaceMesh;
/** Iris as she was drawn, and her mesh. */
let upright: { readonly picture: Picture; readonly mesh: Mesh };
beforeAll(async () => {
  iris = await fixture('iris');
  smiling = await fixture('iris-smiling');
  detector = await FaceDetector.load();
  network = await FaceMesh.load();
  const { picture } = drawn(iris);
  upright = { picture, mesh: meshOf(picture) };
}, LONG);

function meshOf(picture: Picture): Mesh {
  const [found, ...others] = detector.find(picture);
  expect(others).toEqual([]);
  return network.find(picture, found!);
}

const distance = (a: { x: number; y: number }, b: { x: number; y: number }): number => Math.hypot(a.x - b.x, a.y - b.y);

describe('the landmarks of a drawn face', () => {
  it.each<[string, Drawing]>([
    ['as it is', {}],
    ['tilted to the right', { turn: TILT }],
    ['tilted to the left', { turn: -TILT }],
    ['300 pixels wide', { size: 300 }],
    ['with glasses', { add: glasses }],
  ])(
    'are within two pixels of where it was drawn: %s',
    (_, options) => {
      const { picture } = drawn(iris, options);
      const { landmarks, presence } = meshOf(picture);
      const pixel = (options.size ?? 1024) / 512;
      expect(presence).toBeGreaterThan(0.5);
      for (const [i, eye] of EYES.entries())
        expect(distance(landmarks[eye.iris[0]]!, moved(IRIS.irises[i]!, options))).toBeLessThan(2 * pixel);
      expect(distance(landmarks[MOUTH.left]!, moved(IRIS.mouth.left, options))).toBeLessThan(2 * pixel);
      expect(distance(landmarks[MOUTH.right]!, moved(IRIS.mouth.right, options))).toBeLessThan(2 * pixel);
      const { yaw, roll } = headTurn(landmarks);
      expect(Math.abs(yaw)).toBeLessThan(4);
      expect(Math.abs(roll - (options.turn ?? 0) * (180 / Math.PI))).toBeLessThan(2);
    },
    LONG,
  );

  it(
    'are the same in a noisy picture, and in its mirror image the other way round',
    () => {
      const clean = upright.mesh.landmarks;
      const noisy = meshOf(grain(upright.picture, 25)).landmarks;
      expect(Math.max(...clean.slice(0, 468).map((point, i) => distance(point, noisy[i]!)))).toBeLessThan(6);
      const flat = drawn(iris, {
        add: (context) => {
          context.setTransform(-1, 0, 0, 1, 1024, 0);
          context.drawImage(iris, 0, 0);
        },
      }).picture;
      const flipped = meshOf(flat).landmarks;
      expect(
        distance({ x: 1024 - flipped[MOUTH.left]!.x, y: flipped[MOUTH.left]!.y }, clean[MOUTH.right]!),
      ).toBeLessThan(4);
    },
    LONG,
  );
});

describe('the anatomy of a drawn face', () => {
  it(
    'has the lip line where the lips meet, and eyes that blink',
    () => {
      const { mouth, eyes, head } = readAnatomy(upright.picture, upright.mesh.landmarks);
      expect(mouth.parted).toBe(false);
      expect(mouth.upperLine).toBe(mouth.lowerLine);
      for (const a of [-0.6, 0, 0.6])
        expect(Math.abs(outOfFrame(mouth.frame, { a, t: valueAt(mouth.lowerLine, a) }).y - 284)).toBeLessThan(2);
      expect(eyes.map(({ blinks }) => blinks)).toEqual([true, true]);
      for (const [i, eye] of eyes.entries()) {
        expect(
          distance(outOfFrame(eye.frame, eye.iris), { x: IRIS.irises[i]!.x / 2, y: IRIS.irises[i]!.y / 2 }),
        ).toBeLessThan(2);
        expect(Math.abs(eye.iris.radius * eye.frame.half - IRIS.irisRadius / 2)).toBeLessThan(2);
        expect(valueAt(eye.brow, 0)).toBeLessThan(valueAt(eye.upperLid, 0));
        expect(valueAt(eye.upperLid, 0)).toBeLessThan(valueAt(eye.lowerLid, 0));
      }
      expect(Math.abs(head.chinY - IRIS.chin.y / 2)).toBeLessThan(4);
      // The nose stands out furthest, and the hair lies behind the ears.
      const deepest = head.depth.indexOf(Math.max(...head.depth));
      expect(distance({ x: (deepest % 65) * 8, y: Math.floor(deepest / 65) * 8 }, { x: 256, y: 255 })).toBeLessThan(20);
      expect(Math.min(...head.depth)).toBeLessThan(0);
      expect([head.share[0], Math.max(...head.share)]).toEqual([0, 255]);
    },
    LONG,
  );

  it.each([2, 3.4])(
    'of large drawn eyes, %f times as high as those of people, has lids around the whole eye, which do not blink',
    (scale) => {
      const { picture } = drawn(iris, { add: largeEyes(scale) });
      const { eyes } = readAnatomy(picture, meshOf(picture).landmarks);
      for (const [i, eye] of eyes.entries()) {
        expect(eye.blinks).toBe(false);
        const { x, y } = IRIS.irises[i]!;
        const height = (line: EyeAnatomy['upperLid']) => outOfFrame(eye.frame, { a: 0, t: valueAt(line, 0) }).y * 2;
        expect(Math.abs(height(eye.upperLid) - (y - 20 * scale))).toBeLessThan(5 * scale);
        expect(Math.abs(height(eye.lowerLid) - (y + 20 * scale))).toBeLessThan(5 * scale);
        expect(Math.abs(outOfFrame(eye.frame, eye.iris).x * 2 - x)).toBeLessThan(8);
        expect(eye.iris.radius * eye.frame.half * 2).toBeGreaterThan(20 * scale * 0.6);
      }
    },
    LONG,
  );

  it(
    'of an open mouth with teeth has two lines, with the teeth between them',
    () => {
      const { picture } = drawn(smiling);
      const { mouth } = readAnatomy(picture, meshOf(picture).landmarks);
      expect(mouth.parted).toBe(true);
      expect(valueAt(mouth.lowerLine, 0) - valueAt(mouth.upperLine, 0)).toBeGreaterThan(0.1);
    },
    LONG,
  );

  it(
    'is the same for a tilted head, in its own frame',
    () => {
      const tilted = drawn(iris, { turn: TILT }).picture;
      const a = readAnatomy(upright.picture, upright.mesh.landmarks).mouth;
      const b = readAnatomy(tilted, meshOf(tilted).landmarks).mouth;
      expect(Math.abs(Math.atan2(b.frame.uy, b.frame.ux) - TILT)).toBeLessThan(0.03);
      expect(Math.abs(b.frame.half - a.frame.half)).toBeLessThan(1.5);
      for (const x of [-0.5, 0, 0.5])
        expect(Math.abs(valueAt(a.lowerLip, x) - valueAt(b.lowerLip, x)) * a.frame.half).toBeLessThan(1.5);
    },
    LONG,
  );
});

it(
  'turns a picture upright that lies on its side',
  () => {
    const { picture } = drawn(iris, { turn: Math.PI / 2 });
    const found = findFace({ detector, network }, picture, { wanted: undefined, scale: 1 });
    expect(Math.abs(headTurn(found.mesh.landmarks).roll)).toBeLessThan(3);
    expect(distance(found.mesh.landmarks[MOUTH.left]!, IRIS.mouth.left)).toBeLessThan(5);
  },
  LONG,
);

it(
  'takes two looks at one face for one face, be it far away or as large as the picture',
  () => {
    for (const { size, x, y, side } of [
      { size: 2000, x: 1200, y: 900, side: 330 },
      { size: 700, x: -650, y: -750, side: 2000 },
    ]) {
      const { picture } = drawn(iris, {
        size,
        add: (context) => {
          context.resetTransform();
          context.fillRect(0, 0, size, size);
          context.drawImage(iris, x, y, side, side);
        },
      });
      const { mesh } = findFace({ detector, network }, picture, { wanted: undefined, scale: 1 });
      const scale = side / 1024;
      const mouth = { x: x + IRIS.mouth.left.x * scale, y: y + IRIS.mouth.left.y * scale };
      expect(distance(mesh.landmarks[MOUTH.left]!, mouth)).toBeLessThan(Math.max(2, 4 * scale));
    }
  },
  LONG,
);

describe('what is refused', () => {
  const make = (jpeg: Buffer, wanted?: number) => makeFromPicture(jpeg, { wanted, shape: 'square' }, () => undefined);
  /** Two people beside each other. */
  const couple = (scale: number) =>
    drawn(iris, {
      add: (context) => {
        context.fillRect(0, 0, 1024, 1024);
        context.drawImage(iris, 0, 200, 512, 512);
        context.drawImage(iris, 560, 300, 512 * scale, 512 * scale);
      },
    });

  it(
    'are several faces, with the places of all; a number chooses one of them, and a far larger one is meant',
    async () => {
      await expect(make(couple(0.85).jpeg(90))).rejects.toMatchObject({
        code: 'face.several',
        faces: [expect.objectContaining({ width: expect.any(Number) as number }), expect.anything()],
      });
      const { report } = await make(couple(0.85).jpeg(90), 2);
      expect(report.map(({ what }) => what)).toContain('soft');
      await expect(make(couple(0.85).jpeg(90), 3)).rejects.toMatchObject({ code: 'face.several' });
      await expect(make(couple(0.4).jpeg(90))).resolves.toBeDefined();
    },
    2 * LONG,
  );

  it(
    'is a hidden mouth, a face of a few pixels, and a picture without a face',
    async () => {
      await expect(make(drawn(iris, { add: mask }).jpeg(92))).rejects.toMatchObject({ code: 'face.mouth_hidden' });
      await expect(make(drawn(iris, { size: 150 }).jpeg(92))).rejects.toMatchObject({ code: 'face.too_small' });
      const wall = drawn(iris, { add: (context) => context.fillRect(0, 0, 1024, 1024) });
      await expect(make(wall.jpeg(92))).rejects.toMatchObject({ code: 'face.not_found' });
    },
    LONG,
  );

  it('is a face that is turned away; one that is turned less is taken with a remark', () => {
    const turned = (degrees: number) => {
      const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
      const landmarks = upright.mesh.landmarks.map(({ x, y, z }) => {
        const dx = x - 512;
        return { x: 512 + dx * cos + z * sin, y, z: z * cos - dx * sin };
      });
      expect(headTurn(landmarks).yaw - headTurn(upright.mesh.landmarks).yaw).toBeCloseTo(-degrees, 1);
      return judgeFace({ landmarks, presence: 1 }, 1).map(({ what }) => what);
    };
    expect([turned(10), turned(-10)]).toEqual([[], []]);
    expect([turned(22), turned(-22)]).toEqual([['turned'], ['turned']]);
    for (const degrees of [35, -35])
      expect(() => turned(degrees)).toThrow(expect.objectContaining({ code: 'face.turned' }));
  });
});

it(
  'frames the face the same, from whatever size of picture',
  async () => {
    const faces = await Promise.all(
      [700, 1024].map(
        async (size) =>
          (
            await makeFromPicture(
              drawn(iris, { size }).jpeg(95),
              { wanted: undefined, shape: 'square' },
              () => undefined,
            )
          ).face,
      ),
    );
    const [a, b] = faces.map(({ anatomy }) => anatomy.mouth.frame);
    expect(Math.abs(a!.x - b!.x)).toBeLessThan(2);
    expect(Math.abs(a!.y - b!.y)).toBeLessThan(2);
    expect(faces.every(({ matte }) => matte !== undefined)).toBe(true);
  },
  LONG,
);

it(
  'makes an upright portrait, over whose head a wall is continued instead of the head in a mirror',
  async () => {
    const { face } = await makeFromPicture(
      drawn(iris, { size: 700 }).jpeg(95),
      { wanted: undefined, shape: 'portrait' },
      () => undefined,
    );
    const { portrait, matte, background, anatomy } = face;
    expect([portrait.width, portrait.height, background?.width, background?.height]).toEqual([1440, 2560, 720, 1280]);
    expect(anatomy.head.depth).toHaveLength(91 * 161);
    const share = (2 * anatomy.head.halfHeight) / 1280;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.45);
    expect(anatomy.head.y / 1280).toBeGreaterThan(0.3);
    const row = (y: number): Uint8Array => matte!.subarray(y * 1440, (y + 1) * 1440);
    expect(Math.max(...row(4))).toBe(0);
    expect(Math.max(...row(Math.round(2 * anatomy.head.y)))).toBe(255);
  },
  LONG,
);

it.each(BAD_PICTURES)(
  'refuses $what',
  async ({ bytes, codes }) => {
    const refusal: unknown = await makeFromPicture(
      bytes(),
      { wanted: undefined, shape: 'square' },
      () => undefined,
    ).catch((error: unknown) => error);
    expect(codes).toContain((refusal as { code?: string }).code);
  },
  LONG,
);
