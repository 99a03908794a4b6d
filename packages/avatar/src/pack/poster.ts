import { createCanvas } from '@napi-rs/canvas';
import { planesOf, type Planes } from '../planes.js';
import type { FaceRenderer } from '../render/face-renderer.js';
import { idlePose } from '../rig/idle.js';

const JPEG_QUALITY = 88;

/** Paints the first frame of the idle loop as JPEG, so that video takes over from it without a jump. */
export function paintPoster(renderer: FaceRenderer): Uint8Array {
  const { data, width, height } = renderer.render(idlePose(0));
  const canvas = createCanvas(width, height);
  const ctx = canvas.getContext('2d');
  const image = ctx.createImageData(width, height);
  putRgba(planesOf(width, height, data), image.data);
  ctx.putImageData(image, 0, 0);
  return canvas.toBuffer('image/jpeg', JPEG_QUALITY);
}

/** @see ITU-R BT.601-7, limited range. */
function putRgba({ width, y, u, v }: Planes, rgba: Uint8ClampedArray): void {
  for (let i = 0; i < y.length; i++) {
    const chroma = (Math.floor(i / width) >> 1) * (width / 2) + ((i % width) >> 1);
    const light = 1.164 * (y[i]! - 16);
    const [blue, red] = [u[chroma]! - 128, v[chroma]! - 128];
    rgba.set([light + 1.596 * red, light - 0.392 * blue - 0.813 * red, light + 2.017 * blue, 255], i * 4);
  }
}
