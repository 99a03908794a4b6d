import { createCanvas } from '@napi-rs/canvas';
import { AT_REST } from '@visavis/core';
import { planesOf, type Planes } from '../planes.js';
import type { Face } from '../faces/face.js';
import { FaceRenderer } from '../render/face-renderer.js';
import { loopPose } from '../rig/loop-pose.js';

const QUALITY = 88;

/**
 * Paints the first frame of the idle loop, so that video takes over from it without a jump: as JPEG, or as WebP where the
 * page is seen behind the person.
 */
export function paintPoster(face: Face): Uint8Array {
  const renderer = new FaceRenderer(face);
  const { width, height, data } = renderer.render(loopPose(AT_REST, 0));
  const planes = planesOf(width, height, data);
  const shown = face.transparent ? height / 2 : height;
  const canvas = createCanvas(width, shown);
  const ctx = canvas.getContext('2d');
  const image = ctx.createImageData(width, shown);
  putRgba(planes, image.data);
  if (face.transparent) putAlpha(planes.y.subarray(width * shown), image.data);
  ctx.putImageData(image, 0, 0);
  return face.transparent ? canvas.toBuffer('image/webp', QUALITY) : canvas.toBuffer('image/jpeg', QUALITY);
}

/** @see ITU-R BT.601-7, limited range. */
function putRgba({ width, y, u, v }: Planes, rgba: Uint8ClampedArray): void {
  for (let i = 0; i < rgba.length / 4; i++) {
    const chroma = (Math.floor(i / width) >> 1) * (width / 2) + ((i % width) >> 1);
    const light = 1.164 * (y[i]! - 16);
    const [blue, red] = [u[chroma]! - 128, v[chroma]! - 128];
    rgba.set([light + 1.596 * red, light - 0.392 * blue - 0.813 * red, light + 2.017 * blue, 255], i * 4);
  }
}

/** @param grey How much of each pixel is person. */
function putAlpha(grey: Uint8Array, rgba: Uint8ClampedArray): void {
  for (let i = 0; i < grey.length; i++) rgba[4 * i + 3] = ((grey[i]! - 16) * 255) / 219;
}
