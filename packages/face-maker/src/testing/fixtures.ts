import { createCanvas, loadImage, type Image, type SKRSContext2D } from '@napi-rs/canvas';
import { readFileSync } from 'node:fs';
import type { Picture } from '../picture/picture.js';

/** A picture of our own: Iris, painted by code, 1024 × 1024. */
export type Fixture = 'iris' | 'iris-smiling';

/** Where the parts of Iris are, by the code that painted her: pixels of her picture. */
export const IRIS = {
  mouth: { left: { x: 456, y: 568 }, right: { x: 568, y: 568 } },
  irises: [
    { x: 434, y: 435 },
    { x: 590, y: 435 },
  ],
  irisRadius: 19.5,
  chin: { x: 512, y: 648 },
} as const;

export const fixture = (name: Fixture): Promise<Image> =>
  loadImage(readFileSync(new URL(`./${name}.webp`, import.meta.url)));

/** How a fixture is drawn. */
export interface Drawing {
  readonly size?: number;
  /** Clockwise about its middle, radians. */
  readonly turn?: number;
  readonly add?: (context: SKRSContext2D) => void;
}

/** Draws a fixture, with what a test adds to it. */
export function drawn(
  image: Image,
  { size = 1024, turn = 0, add }: Drawing = {},
): { picture: Picture; jpeg: (quality: number) => Buffer } {
  const canvas = createCanvas(size, size);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.fillStyle = '#5d7672';
  context.fillRect(0, 0, size, size);
  context.scale(size / 1024, size / 1024);
  context.translate(512, 512);
  context.rotate(turn);
  context.translate(-512, -512);
  context.drawImage(image, 0, 0);
  add?.(context);
  const { data } = context.getImageData(0, 0, size, size);
  return {
    picture: { width: size, height: size, rgba: data },
    jpeg: (quality) => canvas.toBuffer('image/jpeg', quality),
  };
}

/** Where a place of the fixture is after {@link drawn} with the same options. */
export function moved(
  { x, y }: { x: number; y: number },
  { size = 1024, turn = 0 }: Drawing = {},
): { x: number; y: number } {
  const [dx, dy] = [x - 512, y - 512];
  const scale = size / 1024;
  return {
    x: (512 + dx * Math.cos(turn) - dy * Math.sin(turn)) * scale,
    y: (512 + dx * Math.sin(turn) + dy * Math.cos(turn)) * scale,
  };
}

/** Dark round frames on the nose of Iris, with a reflection on each glass. */
export function glasses(context: SKRSContext2D): void {
  context.strokeStyle = '#221d1c';
  context.lineWidth = 7;
  for (const x of [434, 590]) {
    context.beginPath();
    context.ellipse(x, 440, 62, 52, 0, 0, 2 * Math.PI);
    context.stroke();
    context.fillStyle = 'rgba(255, 255, 255, 0.18)';
    context.fill();
  }
  context.beginPath();
  context.moveTo(496, 436);
  context.quadraticCurveTo(512, 424, 528, 436);
  context.stroke();
}

/** A cloth before nose and mouth. */
export function mask(context: SKRSContext2D): void {
  context.fillStyle = '#9fb9c9';
  context.beginPath();
  context.moveTo(372, 500);
  context.quadraticCurveTo(512, 455, 652, 500);
  context.lineTo(620, 590);
  context.quadraticCurveTo(512, 690, 404, 590);
  context.fill();
}

/** Grain of a camera in poor light, the same each time. */
export function grain({ width, height, rgba }: Picture, amount: number): Picture {
  const noisy = rgba.slice();
  let seed = 7;
  for (let i = 0; i < noisy.length; i++)
    if ((i & 3) !== 3)
      noisy[i] = noisy[i]! + (((seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff) * 2 - 1) * amount;
  return { width, height, rgba: noisy };
}

/** Eyes of a cartoon, `scale` times as high as those of a person, over the drawn ones. */
export function largeEyes(scale: number): (context: SKRSContext2D) => void {
  return (context) => {
    for (const { x, y } of IRIS.irises) {
      const [width, height] = [58, 20 * scale];
      context.fillStyle = '#e3a583';
      context.beginPath();
      context.ellipse(x, y, 76, Math.max(46, height + 10), 0, 0, 2 * Math.PI);
      context.fill();
      context.save();
      context.beginPath();
      context.ellipse(x, y, width, height, 0, 0, 2 * Math.PI);
      context.clip();
      context.fillStyle = '#f7f3f0';
      context.fillRect(x - 80, y - 120, 160, 240);
      for (const [colour, radius] of [
        ['#2f6d7a', 0.8],
        ['#10171b', 0.4],
      ] as const) {
        context.fillStyle = colour;
        context.beginPath();
        context.ellipse(x, y, height * radius * 0.85, height * radius, 0, 0, 2 * Math.PI);
        context.fill();
      }
      context.restore();
      context.strokeStyle = '#2b1b18';
      context.lineWidth = 6;
      context.beginPath();
      context.ellipse(x, y, width, height, 0, Math.PI * 1.05, Math.PI * 1.95);
      context.stroke();
    }
  };
}
