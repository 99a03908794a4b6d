import type { Anatomy, EyeAnatomy, Rgb } from '../faces/anatomy.js';
import type { Face } from '../faces/face.js';
import { planesFromRgba } from '../planes.js';

const SIZE = 512;
const SKIN: Rgb = [214, 168, 140];
const LIP: Rgb = [176, 92, 86];
const HEAD = { x: 256, y: 216, halfWidth: 84, halfHeight: 112 };
const MOUTH = { x: 256, y: 282, half: 32, thick: 0.26 };
const EYE = { y: 206, apart: 38, half: 19, open: 0.36, iris: 0.42 };

/** A plain oval face whose anatomy is known exactly, before a striped background. */
export function ovalFace(): Face {
  const rgba = new Uint8ClampedArray(4 * (2 * SIZE) ** 2);
  const matte = new Uint8Array((2 * SIZE) ** 2);
  for (let row = 0, i = 0; row < 2 * SIZE; row++)
    for (let column = 0; column < 2 * SIZE; column++, i++) {
      const [x, y] = [column / 2, row / 2];
      rgba.set([...colourAt(x, y), 255], 4 * i);
      matte[i] = 255 * Math.max(0, Math.min(1, (1.4 - outside(x, y)) / 0.02));
    }
  const background = new Uint8ClampedArray(4 * SIZE ** 2);
  for (let i = 0; i < SIZE ** 2; i++) {
    const level = (i % SIZE) % 64 < 32 ? 90 : 150;
    background.set([level, level, level, 255], 4 * i);
  }
  return {
    portrait: planesFromRgba(rgba, 2 * SIZE, 2 * SIZE),
    matte,
    background: planesFromRgba(background, SIZE, SIZE),
    anatomy: anatomy(),
  };
}

/** 1 on the outline of the face. Below the chin there is a neck as wide as half the face. */
function outside(x: number, y: number): number {
  const face = Math.hypot((x - HEAD.x) / HEAD.halfWidth, (y - HEAD.y) / HEAD.halfHeight);
  return y > HEAD.y ? Math.min(face, (2.8 * Math.abs(x - HEAD.x)) / HEAD.halfWidth) : face;
}

function colourAt(x: number, y: number): Rgb {
  const [a, t] = [(x - MOUTH.x) / MOUTH.half, (y - MOUTH.y) / MOUTH.half];
  if (Math.abs(a) < 1 && Math.abs(t) < MOUTH.thick * (1 - a * a)) return Math.abs(t) < 0.03 ? [96, 40, 40] : LIP;
  for (const side of [-1, 1]) {
    const [b, s] = [(x - HEAD.x - side * EYE.apart) / EYE.half, (y - EYE.y) / EYE.half];
    if (Math.hypot(b, s) < EYE.iris && Math.abs(s) < EYE.open * (1 - b * b)) return [40, 60, 70];
    if (Math.abs(b) < 1 && Math.abs(s) < EYE.open * (1 - b * b)) return [232, 226, 220];
  }
  // A slope of light, so that motion can be seen on skin.
  const light = 1 + (x - HEAD.x) / 1200 - (y - HEAD.y) / 2000;
  return [SKIN[0] * light, SKIN[1] * light, SKIN[2] * light];
}

function anatomy(): Anatomy {
  const curve = (reach: number, of: (a: number) => number) => ({
    reach,
    t: Array.from({ length: 33 }, (_, i) => of((i / 16 - 1) * reach)),
  });
  const bow = (height: number) => (a: number) => height * Math.max(0, 1 - a * a);
  const eye = (side: number): EyeAnatomy => ({
    frame: { x: HEAD.x + side * EYE.apart, y: EYE.y, ux: 1, uy: 0, half: EYE.half },
    upperLid: curve(1.3, bow(-EYE.open)),
    lowerLid: curve(1.3, bow(EYE.open)),
    brow: curve(1.3, () => -1),
    iris: { a: 0, t: 0, radius: EYE.iris },
    lidSkin: { above: Array.from({ length: 33 }, () => SKIN), below: Array.from({ length: 33 }, () => SKIN) },
    lash: [60, 40, 36],
    blinks: true,
  });
  const nodes = Array.from({ length: 65 * 65 }, (_, i) => [8 * (i % 65), 8 * Math.floor(i / 65)] as const);
  return {
    mouth: {
      frame: { x: MOUTH.x, y: MOUTH.y, ux: 1, uy: 0, half: MOUTH.half },
      upperLine: curve(1.6, () => 0),
      lowerLine: curve(1.6, () => 0),
      upperLip: curve(1.6, bow(-MOUTH.thick)),
      lowerLip: curve(1.6, bow(MOUTH.thick)),
      noseBase: -0.7,
      chin: 1.45,
      parted: false,
      lip: LIP,
      skin: SKIN,
      teeth: [225, 218, 205],
      tongue: [170, 90, 88],
      cavity: [58, 18, 18],
      sideLight: -0.1,
    },
    eyes: [eye(-1), eye(1)],
    head: {
      ...HEAD,
      browY: 186,
      eyeY: EYE.y,
      chinY: HEAD.y + HEAD.halfHeight,
      pivot: { x: HEAD.x, y: HEAD.y + 1.25 * HEAD.halfHeight },
      depth: nodes.map(([x, y]) =>
        Math.round(70 * Math.max(-0.4, 1 - outside(x, Math.min(y, HEAD.y + HEAD.halfHeight)))),
      ),
      share: nodes.map(([x, y]) => {
        const near = Math.max(0, Math.min(1, 2.4 - outside(x, y)));
        const neck = Math.max(0, Math.min(1, (HEAD.y + 1.8 * HEAD.halfHeight - y) / (0.7 * HEAD.halfHeight)));
        return Math.round(255 * near * neck);
      }),
    },
  };
}
