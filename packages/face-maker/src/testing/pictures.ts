import { crc32 } from 'node:zlib';

/** Parts of picture files, for tests of what reads them. */
const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A TIFF block with one tag: the orientation. */
export function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('MM');
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return tiff;
}

export const JPEG = {
  /** A picture of this size without its data. */
  header: (width: number, height: number): Buffer => {
    const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
    frame.writeUInt16BE(height, 5);
    frame.writeUInt16BE(width, 7);
    return Buffer.concat([
      Buffer.from([0xff, 0xd8]),
      frame,
      Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9]),
    ]);
  },
  withExif: (jpeg: Uint8Array, tiff: Uint8Array): Buffer => {
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(tiff.length + 8, 2);
    return Buffer.concat([jpeg.subarray(0, 2), head, bytesOf('Exif\0\0'), tiff, jpeg.subarray(2)]);
  },
};

function pngChunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([bytesOf(name), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

export const PNG = {
  chunk: pngChunk,
  header: (width: number, height: number, between: Uint8Array = new Uint8Array()): Buffer => {
    const size = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
    size.writeUInt32BE(width, 0);
    size.writeUInt32BE(height, 4);
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const ends = [pngChunk('IDAT', new Uint8Array()), pngChunk('IEND', new Uint8Array())];
    return Buffer.concat([signature, pngChunk('IHDR', size), between, ...ends]);
  },
  animated: (width: number, height: number): Buffer => PNG.header(width, height, pngChunk('acTL', new Uint8Array(8))),
  withExif: (png: Uint8Array, tiff: Uint8Array): Buffer =>
    Buffer.concat([png.subarray(0, 33), pngChunk('eXIf', tiff), png.subarray(33)]),
};

function riff(...chunks: readonly (readonly [name: string, data: Uint8Array])[]): Buffer {
  const body = Buffer.concat([
    bytesOf('WEBP'),
    ...chunks.flatMap(([name, data]) => {
      const length = Buffer.alloc(4);
      length.writeUInt32LE(data.length);
      return [bytesOf(name), length, data, new Uint8Array(data.length & 1)];
    }),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([bytesOf('RIFF'), length, body]);
}

function extension(width: number, height: number, flags: number): Buffer {
  const data = Buffer.alloc(10);
  data[0] = flags;
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return data;
}

export const WEBP = {
  lossy: (width: number, height: number): Buffer => {
    const frame = Buffer.from([0x10, 0, 0, 0x9d, 0x01, 0x2a, 0, 0, 0, 0]);
    frame.writeUInt16LE(width, 6);
    frame.writeUInt16LE(height, 8);
    return riff(['VP8 ', frame]);
  },
  lossless: (width: number, height: number): Buffer => {
    const data = Buffer.alloc(10);
    data[0] = 0x2f;
    data.writeUInt32LE((width - 1) | ((height - 1) << 14), 1);
    return riff(['VP8L', data]);
  },
  extended: (width: number, height: number): Buffer => riff(['VP8X', extension(width, height, 0)]),
  animated: (width: number, height: number): Buffer => riff(['VP8X', extension(width, height, 2)]),
  withExif: (webp: Uint8Array, tiff: Uint8Array): Buffer => {
    const chunk = Buffer.concat([bytesOf('EXIF'), Buffer.from([tiff.length, 0, 0, 0]), tiff]);
    const whole = Buffer.concat([webp, chunk]);
    whole.writeUInt32LE(whole.length - 8, 4);
    // The flag of an extended file that says so; a simple one has no place for it.
    if (whole.toString('latin1', 12, 16) === 'VP8X') whole[20]! |= 0x08;
    return whole;
  },
};

/** The same picture with an orientation in its metadata. */
export function withOrientation(bytes: Uint8Array, orientation: number): Buffer {
  if (bytes[0] === 0xff) return JPEG.withExif(bytes, exif(orientation));
  return (bytes[0] === 0x89 ? PNG : WEBP).withExif(bytes, exif(orientation));
}
