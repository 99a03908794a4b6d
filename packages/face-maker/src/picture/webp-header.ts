import { exifOrientation } from './exif.js';
import type { PictureHeader } from './header.js';

const ANIMATION = 0x02;

/** @returns `undefined` when the header is damaged or cut short. @see RFC 9649 §2 and §3 */
export function webpHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 30) return undefined;
  const size = SIZES[nameAt(bytes, 12)]?.(view);
  if (!size?.width || !size.height) return undefined;
  const animated = nameAt(bytes, 12) === 'VP8X' && (bytes[20]! & ANIMATION) !== 0;
  const complete = view.getUint32(4, true) + 8 <= bytes.length;
  return { format: 'webp', ...size, animated, orientation: orientationOf(bytes, view), complete };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const SIZES: Readonly<Record<string, (view: DataView) => Size | undefined>> = {
  VP8X: extended,
  'VP8 ': lossy,
  VP8L: lossless,
};

function extended(view: DataView): Size {
  const minusOne = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  return { width: minusOne(24) + 1, height: minusOne(27) + 1 };
}

/** The sizes are in the key frame's header, behind its start code (RFC 6386 §9.1). */
function lossy(view: DataView): Size | undefined {
  if (view.getUint16(23) !== 0x9d01 || view.getUint8(25) !== 0x2a) return undefined;
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

function lossless(view: DataView): Size | undefined {
  if (view.getUint8(20) !== 0x2f) return undefined;
  const bits = view.getUint32(21, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function orientationOf(bytes: Uint8Array, view: DataView): number {
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    if (nameAt(bytes, at) === 'EXIF') return exifOrientation(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length + (length & 1);
  }
  return 1;
}

const nameAt = (bytes: Uint8Array, at: number): string => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
