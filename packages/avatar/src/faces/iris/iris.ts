import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { planesFromRgba, type Planes } from '../../planes.js';
import type { Face } from '../face.js';
import { ANATOMY } from './anatomy.js';
import { SQUARE } from './framing.js';
import { paintPerson, paintWall } from './portrait.js';
import { reframed } from './reframed.js';

/** Alpha up to which nothing is seen: the ends of blurs would make much of the picture an edge. */
const FAINT = 10;
/** Blurs by which the colours of her outline are carried outwards, texels. */
const BLEEDS = [24, 8, 3] as const;

/** Paints Iris by code: no picture of a person is in her. */
export function paintIris(framing = SQUARE): Face {
  const person = paintPerson(framing);
  return {
    portrait: planesOfCanvas(bled(person)),
    matte: matteOf(person),
    background: planesOfCanvas(paintWall(framing)),
    anatomy: framing === SQUARE ? ANATOMY : reframed(ANATOMY, SQUARE, framing),
  };
}

/** Lays the person over her own colours, blurred: where she is half transparent nothing of another colour shines through. */
function bled(person: Canvas): Canvas {
  const { width, height } = person;
  const [canvas, haze] = [createCanvas(width, height), createCanvas(width, height)];
  const [ctx, hazeCtx] = [canvas.getContext('2d'), haze.getContext('2d')];
  for (const radius of BLEEDS) {
    hazeCtx.filter = `blur(${radius}px)`;
    hazeCtx.clearRect(0, 0, width, height);
    hazeCtx.drawImage(person, 0, 0);
    // Several thin layers are an opaque one.
    for (let i = 0; i < 4; i++) ctx.drawImage(haze, 0, 0);
  }
  ctx.drawImage(person, 0, 0);
  return canvas;
}

function matteOf(person: Canvas): Uint8Array {
  const { width, height } = person;
  const { data } = person.getContext('2d').getImageData(0, 0, width, height);
  return Uint8Array.from({ length: width * height }, (_, i) => {
    const alpha = data[4 * i + 3]!;
    return alpha < FAINT ? 0 : ((alpha - FAINT) * 255) / (255 - FAINT);
  });
}

function planesOfCanvas(canvas: Canvas): Planes {
  const { width, height } = canvas;
  return planesFromRgba(canvas.getContext('2d').getImageData(0, 0, width, height).data, width, height);
}
