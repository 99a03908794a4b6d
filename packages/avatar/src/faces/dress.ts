import { CodedError, type Background } from '@visavis/core';
import { halved, halvePlane, planesOf, type Planes } from '../planes.js';
import { BLACK, colourOf } from '../render/colour.js';
import { blurred, filled } from './plane-filters.js';
import type { Face } from './face.js';

/** Radius of the blur, as a share of the picture's width. */
const BLUR_SHARE = 0.03;
/** A pixel that is at least so much person shows the person's own colour. */
const OPAQUE = 250;

/**
 * Puts a person before another background.
 *
 * @param picture The picture behind the person, at the size of the video; for `picture:…` and `upload:…` alone.
 * @throws {CodedError} `avatar.one_layer` when person and background of this face cannot be told apart.
 */
export function dressed(face: Face, background: Background, picture?: Planes): Face {
  if (background === 'own') return face;
  const { portrait, matte, background: own } = face;
  if (!matte || !own) throw oneLayer();
  if (background === 'transparent') return { ...face, background: haloOf(portrait, matte), transparent: true };
  if (background === 'blurred') return { ...face, background: blurredPlanes(own) };
  return { ...face, background: picture ?? plain(own, background) };
}

export const oneLayer = (): CodedError =>
  new CodedError('avatar.one_layer', 'The face is of one layer: what is behind the person cannot be changed');

/** One colour, as in `#1a2b3c`. */
function plain({ width, height }: Planes, colour: string): Planes {
  const planes = planesOf(width, height);
  const value = parseInt(colour.slice(1), 16);
  const levels = colourOf([value >> 16, (value >> 8) & 255, value & 255]);
  [planes.y, planes.u, planes.v].forEach((plane, i) => plane.fill(Math.round(BLACK[i]! + levels[i]!)));
  return planes;
}

function blurredPlanes({ width, height, y, u, v }: Planes): Planes {
  const radius = Math.round(BLUR_SHARE * width);
  const [half, low] = [width / 2, height / 2];
  return {
    width,
    height,
    y: blurred(y, { width, height, radius }),
    u: blurred(u, { width: half, height: low, radius: radius / 2 }),
    v: blurred(v, { width: half, height: low, radius: radius / 2 }),
  };
}

/**
 * The colours of the person's edge, carried on over the whole picture: what shines through where the person is half
 * transparent is of the person's own colour, on whatever page it is shown.
 */
function haloOf(portrait: Planes, matte: Uint8Array): Planes {
  const { width, height, y, u, v } = halved(portrait);
  const known = new Uint8Array(width * height);
  halvePlane(matte, portrait.width, known);
  const coarse = new Uint8Array((width * height) / 4);
  halvePlane(known, width, coarse);
  const [isKnown, isCoarse] = [known, coarse].map((shares) => shares.map((share) => (share >= OPAQUE ? 1 : 0)));
  return {
    width,
    height,
    y: filled(y, width, isKnown!),
    u: filled(u, width / 2, isCoarse!),
    v: filled(v, width / 2, isCoarse!),
  };
}
