import { exifOrientation } from './exif.js';
import type { PictureHeader } from './header.js';

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const APP1 = 0xe1;

/** @returns `undefined` when the header is damaged or cut short. @see ITU-T T.81, B.1 and B.2 */
export function jpegHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation = 1;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    // A marker may be preceded by any number of fill bytes.
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) return undefined;
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) return undefined;
    if (isFrame(marker)) {
      if (length < 8) return undefined;
      const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
      if (!width || !height) return undefined;
      return { format: 'jpeg', width, height, animated: false, orientation, complete: endsAfter(bytes, at) };
    }
    if (marker === APP1 && Buffer.from(bytes.subarray(at + 4, at + 10)).toString('latin1') === 'Exif\0\0')
      orientation = exifOrientation(bytes.subarray(at + 10, at + 2 + length));
    at += 2 + length;
  }
  return undefined;
}

/** What follows the end is passed over; that of a thumbnail lies before the frame. */
const endsAfter = (bytes: Uint8Array, at: number): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(Buffer.of(0xff, END_OF_IMAGE)) > at;

/** SOF0…SOF15, without the tables that lie between them: DHT, JPG and DAC. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
