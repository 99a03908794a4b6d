import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, it } from 'vitest';
import { cleanedPicture } from './cleaned-picture.js';

it.each([
  [3000, 1000, 2560, 853],
  [640, 480, 640, 480],
])('a picture of %i × %i is written anew with %i × %i pixels', async (width, height, toWidth, toHeight) => {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#20a060';
  context.fillRect(0, 0, width, height);
  const image = await loadImage(await cleanedPicture(canvas.toBuffer('image/png')));
  expect([image.width, image.height]).toEqual([toWidth, toHeight]);
  const shown = createCanvas(1, 1).getContext('2d');
  shown.drawImage(image, 0, 0);
  expect(Math.abs(shown.getImageData(0, 0, 1, 1).data[1]! - 0xa0)).toBeLessThan(4);
});
