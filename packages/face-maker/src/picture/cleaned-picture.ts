import { createCanvas } from '@napi-rs/canvas';
import { PORTRAIT_SIZES } from '../framing/shape.js';
import { decodePicture } from './decode-picture.js';
import { resample } from './resample.js';

/** What is behind a face is out of focus at most: more pixels than those of the largest portrait are never seen. */
const { height: MAX_SIDE } = PORTRAIT_SIZES.portrait;
const QUALITY = 90;

/**
 * Decodes the first frame of a picture, and writes its pixels anew: nothing else of its file is left.
 *
 * @returns A JPEG, upright, of at most 2560 pixels each way.
 * @throws {CodedError} As `decodePicture`.
 */
export async function cleanedPicture(bytes: Uint8Array): Promise<Uint8Array> {
  const { picture } = await decodePicture(bytes);
  const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.max(2, Math.round(side * scale)));
  const size = { width: width!, height: height! };
  const area = { x: 0, y: 0, width: picture.width, height: picture.height };
  const { rgba } = scale === 1 ? picture : resample(picture, area, size);
  const canvas = createCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(size.width, size.height);
  image.data.set(rgba);
  context.putImageData(image, 0, 0);
  return canvas.toBuffer('image/jpeg', QUALITY);
}
