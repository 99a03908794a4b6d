import { createCanvas, loadImage, type Image } from '@napi-rs/canvas';
import { CodedError } from '@visavis/core';
import type { Picture } from './picture.js';
import type { PictureHeader } from './header.js';
import { readPictureHeader } from './picture-header.js';

/** A larger picture is made smaller at once: a face needs about a thousand pixels, and each pixel eight bytes. */
const MAX_WORKED_PIXELS = 12_000_000;

/** A decoded picture with its header. */
export interface DecodedPicture {
  readonly picture: Picture;
  readonly header: PictureHeader;
  /** Pixels of the file for each pixel of the picture. */
  readonly scale: number;
}

/**
 * Decodes the first frame of a picture and turns it upright. Nothing but pixels is kept of the file.
 *
 * @throws {CodedError} As {@link readPictureHeader}, and `face.picture_damaged` when the pixels cannot be decoded.
 */
export async function decodePicture(bytes: Uint8Array): Promise<DecodedPicture> {
  const header = readPictureHeader(bytes);
  const image = await decoded(bytes);
  // The decoder turns JPEG pictures by itself.
  const orientation = header.format === 'jpeg' ? 1 : header.orientation;
  const scale = Math.max(1, Math.sqrt((image.width * image.height) / MAX_WORKED_PIXELS));
  const picture = drawn(image, orientation, scale);
  return { picture, header, scale };
}

async function decoded(bytes: Uint8Array): Promise<Image> {
  try {
    const image = await loadImage(bytes);
    if (image.width > 0 && image.height > 0) return image;
  } catch (cause) {
    throw damaged(cause);
  }
  throw damaged();
}

function drawn(image: Image, orientation: number, scale: number): Picture {
  const width = Math.max(1, Math.round(image.width / scale));
  const height = Math.max(1, Math.round(image.height / scale));
  const turned = orientation >= 5;
  const canvas = createCanvas(turned ? height : width, turned ? width : height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.setTransform(...placing(orientation, width, height));
  try {
    context.drawImage(image, 0, 0, width, height);
  } catch (cause) {
    throw damaged(cause);
  }
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width: canvas.width, height: canvas.height, rgba: onGrey(data) };
}

/** A transform for each orientation of EXIF. @see TIFF 6.0, page 36 */
function placing(orientation: number, w: number, h: number): [number, number, number, number, number, number] {
  switch (orientation) {
    case 2:
      return [-1, 0, 0, 1, w, 0];
    case 3:
      return [-1, 0, 0, -1, w, h];
    case 4:
      return [1, 0, 0, -1, 0, h];
    case 5:
      return [0, 1, 1, 0, 0, 0];
    case 6:
      return [0, 1, -1, 0, h, 0];
    case 7:
      return [0, -1, -1, 0, h, w];
    case 8:
      return [0, -1, 1, 0, 0, w];
    default:
      return [1, 0, 0, 1, 0, 0];
  }
}

/** Lays what is transparent on a light grey, in which a cut-out person is found; the opacity stays, as part of the matte. */
function onGrey(rgba: Uint8ClampedArray): Uint8ClampedArray {
  const GREY = 200;
  for (let p = 0; p < rgba.length; p += 4) {
    const opacity = rgba[p + 3]! / 255;
    if (opacity === 1) continue;
    for (let c = 0; c < 3; c++) rgba[p + c] = rgba[p + c]! * opacity + GREY * (1 - opacity);
  }
  return rgba;
}

const damaged = (cause?: unknown): CodedError =>
  new CodedError('face.picture_damaged', 'The picture is damaged or cut short', { cause });
