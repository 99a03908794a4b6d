import { imageSize } from 'image-size';

/** Pixels that a picture may have; cameras of phones make 12 or 24 million. Larger ones fill the memory of what decodes them. */
const MAX_PIXELS = 25_000_000;
/** The headers of PNG, WebP and GIF are shorter. */
const HEADER_BYTES = 64;

/**
 * Reads no more than the header.
 *
 * @param bytes A JPEG, PNG, WebP or GIF.
 * @returns Whether the picture states its size, and no size that is too large to be decoded.
 */
export function hasShowableSize(bytes: Uint8Array): boolean {
  const size = bytes[0] === 0xff ? jpegSize(bytes) : headerSize(Uint8Array.from(bytes.subarray(0, HEADER_BYTES)));
  return size !== undefined && size.width > 0 && size.height > 0 && size.width * size.height <= MAX_PIXELS;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** @param header In memory of its own: the library reads on behind the end of a view. */
function headerSize(header: Uint8Array): Size | undefined {
  try {
    return imageSize(header);
  } catch {
    return undefined;
  }
}

/**
 * The size stands behind metadata of any length, which are passed over a segment at a time (ITU-T T.81, B.1.1 and B.2.2).
 * The library looks at each byte of damaged metadata, which takes it 30 ms for 256 kB.
 */
function jpegSize({ buffer, byteOffset, byteLength }: Uint8Array): Size | undefined {
  const bytes = new DataView(buffer, byteOffset, byteLength);
  for (let at = 2; at + 9 <= byteLength && bytes.getUint8(at) === 0xff;) {
    const marker = bytes.getUint8(at + 1);
    if (isStartOfFrame(marker)) return { height: bytes.getUint16(at + 5), width: bytes.getUint16(at + 7) };
    at += marker === 0xff ? 1 : 2 + bytes.getUint16(at + 2);
  }
  return undefined;
}

const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
