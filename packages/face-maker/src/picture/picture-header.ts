import { CodedError } from '@visavis/core';
import type { PictureHeader } from './header.js';
import { jpegHeader } from './jpeg-header.js';
import { pngHeader } from './png-header.js';
import { webpHeader } from './webp-header.js';

/** Pixels of the largest picture that is decoded: a square of 6,300. */
export const MAX_PIXELS = 40_000_000;
/** Size of the largest file that is looked at. */
export const MAX_BYTES = 25_000_000;

/**
 * Reads the header of a JPEG, PNG or WebP picture, and nothing of its pixels.
 *
 * @throws {CodedError} `face.not_a_picture`, `face.picture_too_big` or `face.picture_damaged`.
 */
export function readPictureHeader(bytes: Uint8Array): PictureHeader {
  if (bytes.length > MAX_BYTES)
    throw new CodedError(
      'face.picture_too_big',
      `The file has ${megabytes(bytes.length)}; at most ${megabytes(MAX_BYTES)} are taken`,
    );
  const header = headerOf(bytes);
  if (!header) throw damaged();
  const { width, height, complete } = header;
  if (width * height > MAX_PIXELS)
    throw new CodedError(
      'face.picture_too_big',
      `The picture has ${width} × ${height} pixels; at most ${MAX_PIXELS / 1e6} million are taken`,
    );
  if (!complete) throw damaged();
  return header;
}

const damaged = (): CodedError => new CodedError('face.picture_damaged', 'The picture is damaged or cut short');

function headerOf(bytes: Uint8Array): PictureHeader | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return jpegHeader(bytes);
  if (startsWith(bytes, [0x89, ...codes('PNG\r\n'), 0x1a, 0x0a])) return pngHeader(bytes);
  if (startsWith(bytes, codes('RIFF')) && startsWith(bytes, codes('WEBP'), 8)) return webpHeader(bytes);
  throw new CodedError('face.not_a_picture', `The file is ${kindOf(bytes)}, not a JPEG, PNG or WebP picture`);
}

/** Kinds of files that people take for such pictures, by what they begin with. */
const OTHERS: readonly (readonly [kind: string, start: string, at?: number])[] = [
  ['a GIF', 'GIF8'],
  ['a HEIC picture', 'ftyphei', 4],
  ['a HEIC picture', 'ftypmif1', 4],
  ['an AVIF picture', 'ftypavif', 4],
  ['a video', 'ftyp', 4],
  ['a PDF', '%PDF'],
  ['a ZIP archive', 'PK\x03\x04'],
  ['a BMP picture', 'BM'],
  ['a TIFF picture', 'II*\0'],
  ['a TIFF picture', 'MM\0*'],
];

function kindOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  for (const [kind, start, at] of OTHERS) if (startsWith(bytes, codes(start), at)) return kind;
  const text = Buffer.from(bytes.subarray(0, 1000)).toString('latin1').toLowerCase();
  if (text.includes('<svg')) return 'an SVG drawing';
  if (text.includes('<html') || text.includes('<!doctype')) return 'a web page';
  return 'something else';
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
const codes = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const startsWith = (bytes: Uint8Array, start: readonly number[], at = 0): boolean =>
  start.every((value, i) => bytes[at + i] === value);
