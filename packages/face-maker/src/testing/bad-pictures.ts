import { deflateSync } from 'node:zlib';
import type { ThrownCode } from '@visavis/core';
import { createCanvas } from '@napi-rs/canvas';
import { exif, JPEG, PNG, WEBP } from './pictures.js';

/** A file of which no face is to be made. */
export interface BadPicture {
  readonly what: string;
  readonly bytes: () => Uint8Array;
  /** Decoders differ in what they show of a damaged picture, so that some may be refused in several ways. */
  readonly codes: readonly ThrownCode[];
}

const text = (value: string): Buffer => Buffer.from(value, 'latin1');

/** Grey of this size, which compresses to almost nothing. */
const plain = (width: number, height: number, type: 'image/png' | 'image/jpeg'): Buffer => {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#777';
  context.fillRect(0, 0, width, height);
  return type === 'image/png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg', 80);
};

/** A text in the metadata of a PNG that is a hundred megabytes when it is inflated. */
const textBomb = (): Buffer =>
  Buffer.concat([text('Comment\0\0'), deflateSync(Buffer.alloc(100_000_000), { level: 9 })]);

/** A directory of EXIF that names itself as the next one, and places far beyond its end. */
const endlessExif = (): Buffer => {
  const tiff = exif(6);
  tiff.writeUInt32BE(8, 22);
  tiff.writeUInt32BE(0xffff_fff0, 14);
  return tiff;
};

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="500"><image href="http://169.254.169.254/"/>' +
  '<image href="file:///etc/passwd"/><script>alert(1)</script></svg>';
const NO_FACE = ['face.not_found', 'face.too_small', 'face.picture_damaged'] as const;

/** Files that strangers send to a server that makes faces: none of them has a face, and each is refused. */
export const BAD_PICTURES: readonly BadPicture[] = [
  { what: 'nothing', bytes: () => new Uint8Array(), codes: ['face.not_a_picture'] },
  { what: 'SVG with references', bytes: () => text(SVG), codes: ['face.not_a_picture'] },
  {
    what: 'SVG with a declaration before',
    bytes: () => text(`<?xml version="1.0"?>${SVG}`),
    codes: ['face.not_a_picture'],
  },
  { what: 'a web page', bytes: () => text('<!doctype html><img src=x>'), codes: ['face.not_a_picture'] },
  { what: 'a ZIP archive', bytes: () => text('PK\x03\x04'.padEnd(500, 'x')), codes: ['face.not_a_picture'] },
  { what: 'an animated GIF', bytes: () => text('GIF89a'.padEnd(500, '\0')), codes: ['face.not_a_picture'] },
  { what: 'a PNG header of 50,000 × 50,000', bytes: () => PNG.header(50_000, 50_000), codes: ['face.picture_too_big'] },
  {
    what: 'a JPEG header of 50,000 × 50,000',
    bytes: () => JPEG.header(50_000, 50_000),
    codes: ['face.picture_too_big'],
  },
  {
    what: 'a WebP header of 16,000 × 16,000',
    bytes: () => WEBP.extended(16_000, 16_000),
    codes: ['face.picture_too_big'],
  },
  { what: 'a PNG without its pixels', bytes: () => PNG.header(2_000, 2_000), codes: NO_FACE },
  { what: 'an animated WebP without its pixels', bytes: () => WEBP.animated(500, 500), codes: NO_FACE },
  { what: 'a PNG bomb of 36 million pixels', bytes: () => plain(6_000, 6_000, 'image/png'), codes: NO_FACE },
  {
    what: 'a PNG with a bomb in its text',
    bytes: () => PNG.header(500, 500, PNG.chunk('zTXt', textBomb())),
    codes: NO_FACE,
  },
  { what: 'a signature alone', bytes: () => PNG.header(1, 1).subarray(0, 8), codes: ['face.picture_damaged'] },
  {
    what: 'a JPEG that is cut short',
    bytes: () => plain(500, 500, 'image/jpeg').subarray(0, 700),
    codes: ['face.picture_damaged'],
  },
  {
    what: 'a JPEG with endless EXIF',
    bytes: () => JPEG.withExif(plain(300, 300, 'image/jpeg'), endlessExif()),
    codes: NO_FACE,
  },
  { what: 'one pixel', bytes: () => plain(1, 1, 'image/png'), codes: NO_FACE },
];
