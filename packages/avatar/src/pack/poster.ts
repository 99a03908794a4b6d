import { createCanvas } from '@napi-rs/canvas';
import { FACE_SIZE } from '../ports.js';
import type { FaceRenderer } from '../render/face-renderer.js';
import { idlePose } from '../rig/idle.js';

const JPEG_QUALITY = 88;

/** Paints the first frame of the idle loop as JPEG, so that video takes over from it without a jump. */
export function paintPoster(renderer: FaceRenderer): Uint8Array {
  const canvas = createCanvas(FACE_SIZE, FACE_SIZE);
  const ctx = canvas.getContext('2d');
  const image = ctx.createImageData(FACE_SIZE, FACE_SIZE);
  rgbaFromI420(renderer.render(idlePose(0)).data, FACE_SIZE, image.data);
  ctx.putImageData(image, 0, 0);
  return canvas.toBuffer('image/jpeg', JPEG_QUALITY);
}

/** @see ITU-R BT.601-7, limited range. */
function rgbaFromI420(i420: Uint8Array, size: number, rgba: Uint8ClampedArray): void {
  const luma = size * size;
  for (let i = 0; i < luma; i++) {
    const chroma = luma + (Math.floor(i / size) >> 1) * (size / 2) + ((i % size) >> 1);
    const y = 1.164 * (i420[i]! - 16);
    const u = i420[chroma]! - 128;
    const v = i420[chroma + luma / 4]! - 128;
    rgba.set([y + 1.596 * v, y - 0.392 * u - 0.813 * v, y + 2.017 * u, 255], i * 4);
  }
}
