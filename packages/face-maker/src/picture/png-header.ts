import { exifOrientation } from './exif.js';
import type { PictureHeader } from './header.js';

const MAX_SIDE = 2 ** 31 - 1;

/** @returns `undefined` when the header is damaged or cut short. @see PNG specification, third edition, §5 and §11 */
export function pngHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || view.getUint32(8) !== 13 || nameAt(bytes, 12) !== 'IHDR') return undefined;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (!width || !height || width > MAX_SIDE || height > MAX_SIDE) return undefined;
  let animated = false;
  let orientation = 1;
  for (let at = 33; at + 8 <= bytes.length;) {
    const length = view.getUint32(at);
    const name = nameAt(bytes, at + 4);
    if (name === 'IDAT') return { format: 'png', width, height, animated, orientation, complete: endsAfter(bytes, at) };
    if (name === 'acTL') animated = true;
    if (name === 'eXIf') orientation = exifOrientation(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return undefined;
}

function endsAfter(bytes: Uint8Array, start: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; at + 12 <= bytes.length; at += 12 + view.getUint32(at))
    if (nameAt(bytes, at + 4) === 'IEND') return true;
  return false;
}

const nameAt = (bytes: Uint8Array, at: number): string => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
