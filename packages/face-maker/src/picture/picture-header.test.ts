import { describe, expect, it } from 'vitest';
import { createCanvas } from '@napi-rs/canvas';
import { JPEG, PNG, WEBP, withOrientation } from '../testing/pictures.js';
import { readPictureHeader } from './picture-header.js';

const canvas = createCanvas(40, 20);
canvas.getContext('2d').fillRect(0, 0, 20, 10);

describe('the header of a picture', () => {
  it.each([
    ['jpeg', canvas.toBuffer('image/jpeg', 90)],
    ['png', canvas.toBuffer('image/png')],
    ['webp', canvas.toBuffer('image/webp', 90)],
    ['webp', WEBP.lossless(40, 20)],
    ['webp', WEBP.lossy(40, 20)],
  ] as const)('of a %s is read without its pixels', (format, bytes) => {
    const size = { format, width: 40, height: 20, animated: false };
    expect(readPictureHeader(bytes)).toEqual({ ...size, orientation: 1, complete: true });
    for (const turn of [1, 3, 6, 8]) expect(readPictureHeader(withOrientation(bytes, turn)).orientation).toBe(turn);
  });

  it('says that a picture moves', () => {
    expect(readPictureHeader(PNG.animated(40, 20)).animated).toBe(true);
    expect(readPictureHeader(WEBP.animated(40, 20)).animated).toBe(true);
  });

  it.each([
    ['JPEG', JPEG.header(50_000, 50_000)],
    ['PNG', PNG.header(50_000, 50_000)],
    ['WebP', WEBP.extended(50_000, 50_000)],
    ['lossless WebP', WEBP.lossless(16_384, 16_384)],
  ])('Scenario S12: of a %s with more pixels than are decoded is enough to refuse it', (_, bytes) => {
    expect(() => readPictureHeader(bytes)).toThrow(expect.objectContaining({ code: 'face.picture_too_big' }));
  });

  it('refuses a file that is too long, whatever it holds', () => {
    expect(() => readPictureHeader(new Uint8Array(25_000_001))).toThrow('26 MB');
  });

  it.each([
    ['empty', ''],
    ['a GIF', 'GIF89a'],
    ['a PDF', '%PDF-1.7'],
    ['a ZIP archive', 'PK\x03\x04'],
    [
      'an SVG drawing',
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    ],
    ['a web page', '<!DOCTYPE html><html></html>'],
    ['a HEIC picture', '\0\0\0\x18ftypheic'],
    ['an AVIF picture', '\0\0\0\x18ftypavif'],
    ['something else', 'hello'],
  ])('Scenario S12: names what is not a picture: %s', (kind, text) => {
    expect(() => readPictureHeader(Buffer.from(text, 'latin1'))).toThrow(
      expect.objectContaining({ code: 'face.not_a_picture', message: expect.stringContaining(kind) as string }),
    );
  });

  it('is never read beyond its end: every shorter file is refused', () => {
    const dot = createCanvas(8, 8);
    for (const bytes of [dot.toBuffer('image/jpeg', 30), dot.toBuffer('image/png'), WEBP.lossy(8, 8)])
      for (let length = 0; length < bytes.length - 1; length++)
        expect(() => readPictureHeader(Uint8Array.from(bytes.subarray(0, length)))).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^face\.(not_a_picture|picture_damaged)$/) as string }),
        );
  });

  it('may be followed by other bytes, as the files of some cameras are', () => {
    const jpeg = Buffer.concat([canvas.toBuffer('image/jpeg', 90), Buffer.alloc(500)]);
    expect(readPictureHeader(jpeg)).toMatchObject({ width: 40, complete: true });
  });

  it.each([
    ['an endless directory', [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0xff, 0xff]],
    ['a directory beyond its end', [0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0]],
    ['no directory', [0x49, 0x49]],
    ['an orientation of 99', [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 99, 0, 0]],
  ])('passes over EXIF with %s', (_, tiff) => {
    const bytes = JPEG.withExif(canvas.toBuffer('image/jpeg', 90), Uint8Array.from(tiff));
    expect(readPictureHeader(bytes)).toMatchObject({ width: 40, orientation: 1 });
  });
});
