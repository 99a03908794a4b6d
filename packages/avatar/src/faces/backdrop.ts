import { createCanvas, loadImage } from '@napi-rs/canvas';
import { planesFromRgba, type Planes } from '../planes.js';

/**
 * Makes the background of a picture: its middle, as large as fills the video.
 *
 * @param picture Was decoded and written anew when it came to this server. @param like Planes of the size of the video.
 */
export async function readBackdrop(picture: Uint8Array, { width, height }: Planes): Promise<Planes> {
  const image = await loadImage(picture);
  const scale = Math.max(width / image.width, height / image.height);
  const [w, h] = [image.width * scale, image.height * scale];
  const context = createCanvas(width, height).getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
  return planesFromRgba(context.getImageData(0, 0, width, height).data, width, height);
}
