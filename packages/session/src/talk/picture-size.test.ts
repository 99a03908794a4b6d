import { growth } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { hasShowableSize } from './picture-size.js';

const u16 = (value: number): number[] => [value >> 8, value & 0xff];
const u32 = (value: number): number[] => [...u16(value >>> 16), ...u16(value & 0xffff)];

const jpeg = (width: number, height: number, metadata: number[] = []): Buffer =>
  Buffer.from([0xff, 0xd8, ...metadata, 0xff, 0xc2, ...u16(17), 8, ...u16(height), ...u16(width), 3, 0, 0, 0, 0]);
const png = (width: number, height: number): Buffer =>
  Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    Buffer.from([...u32(13), 0x49, 0x48, 0x44, 0x52, ...u32(width), ...u32(height), 8, 2, 0, 0, 0, ...u32(0)]),
  ]);
const gif = (width: number, height: number): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  return Buffer.concat([Buffer.from('GIF89a'), size, Buffer.alloc(3)]);
};
/** Lossy: a frame tag of three bytes, the start code, then 14 bits for each side (RFC 6386 §9.1). */
const webp = (width: number, height: number): Buffer => {
  const file = Buffer.alloc(40);
  file.write('RIFF', 0);
  file.writeUInt32LE(32, 4);
  file.write('WEBPVP8 ', 8);
  file.writeUInt32LE(20, 16);
  file.set([0x30, 0, 0, 0x9d, 0x01, 0x2a], 20);
  file.writeUInt16LE(width, 26);
  file.writeUInt16LE(height, 28);
  return file;
};
const SOI = Buffer.from([0xff, 0xd8]);
const EXIF = [0xff, 0xe1, ...u16(60_000), ...new Array<number>(59_998).fill(0)];

describe('a picture that is shown', () => {
  it.each([
    ['JPEG', jpeg(4_032, 3_024)],
    ['JPEG behind long metadata', jpeg(4_032, 3_024, [...EXIF, ...EXIF, ...EXIF])],
    ['JPEG with fill bytes', jpeg(640, 480, [0xff, 0xff, 0xff])],
    ['PNG', png(5_000, 5_000)],
    ['GIF', gif(320, 240)],
    ['WebP', webp(1_280, 720)],
  ])('may be a %s', (_, bytes) => {
    expect(hasShowableSize(bytes)).toBe(true);
  });

  it.each([
    ['a JPEG of four billion pixels', jpeg(65_535, 65_535)],
    ['a PNG of 50,000 by 50,000', png(50_000, 50_000)],
    ['a GIF of 60,000 by 60,000', gif(60_000, 60_000)],
    ['a WebP of 16,383 by 16,383', webp(16_383, 16_383)],
    ['a picture without height', png(100, 0)],
    ['a JPEG that ends in its metadata', jpeg(640, 480, EXIF).subarray(0, 30_000)],
    ['a PNG that ends in its header', png(640, 480).subarray(0, 18)],
    ['nothing', Buffer.alloc(0)],
  ])('Scenario S12: may not be %s', (_, bytes) => {
    expect(hasShowableSize(bytes)).toBe(false);
  });

  it.each([
    ['one byte', [0x00]],
    ['fill bytes', [0xff]],
    ['empty segments', [0xff, 0xe0, 0, 2]],
    ['segments of metadata', [0xff, 0xe1, 0, 10, 0x45, 0x78, 0x69, 0x66, 0, 0, 0, 0]],
  ])('Scenario S12: takes work that grows with its length and no faster where it is full of %s', (_, content) => {
    const damaged = (times: number): Buffer => Buffer.concat([SOI, Buffer.alloc(100 * times, Buffer.from(content))]);
    expect(hasShowableSize(damaged(10))).toBe(false);
    expect(
      growth((times) => {
        const bytes = damaged(times);
        return () => hasShowableSize(bytes);
      }),
    ).toBeLessThan(4);
  });
});
