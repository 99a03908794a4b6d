import { readFile } from 'node:fs/promises';
import { createCanvas, loadImage, type SKRSContext2D } from '@napi-rs/canvas';

const IRIS = 'packages/face-maker/src/testing/iris.webp';
/** The wall behind the person in the picture: no other face has it. */
export const WALL = [190, 60, 40] as const;

/** Iris as another person: in a mirror, before another wall, with the grain and the blocks of a poor camera. */
export async function noisyPicture(): Promise<Buffer> {
  const canvas = createCanvas(1024, 1024);
  const context = canvas.getContext('2d');
  context.translate(1024, 0);
  context.scale(-1, 1);
  context.drawImage(await loadImage(await readFile(IRIS)), 0, 0);
  context.fillStyle = `rgb(${WALL.join(' ')})`;
  context.fillRect(0, 0, 190, 560);
  context.fillRect(834, 0, 190, 560);
  addGrain(context);
  return canvas.toBuffer('image/jpeg', 60);
}

/** Two of her, side by side. */
export async function pictureOfTwo(): Promise<Buffer> {
  const iris = await loadImage(await readFile(IRIS));
  const canvas = createCanvas(1400, 700);
  for (const x of [0, 700]) canvas.getContext('2d').drawImage(iris, x, 0, 700, 700);
  return canvas.toBuffer('image/jpeg', 85);
}

function addGrain(context: SKRSContext2D): void {
  const image = context.getImageData(0, 0, 1024, 1024);
  let seed = 1;
  for (let i = 0; i < image.data.length; i++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    if (i % 4 < 3) image.data[i] = image.data[i]! + (seed / 2_147_483_648 - 0.5) * 24;
  }
  context.putImageData(image, 0, 0);
}
