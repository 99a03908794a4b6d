import { expect, it } from 'vitest';
import { Unmasker } from './unmasker.js';

/** One frame as a client sends it (RFC 6455 §5.2). */
function frame(payload: Buffer, mask: Buffer | undefined): Buffer {
  const { length } = payload;
  const bits = mask ? 0x80 : 0;
  const head =
    length < 126
      ? Buffer.from([0x81, bits | length])
      : length < 65_536
        ? Buffer.from([0x81, bits | 126, length >> 8, length & 255])
        : Buffer.concat([Buffer.from([0x81, bits | 127, 0, 0, 0, 0]), Buffer.alloc(4)]);
  if (length >= 65_536) head.writeUInt32BE(length, 6);
  const sent = mask ? Uint8Array.from(payload, (byte, i) => byte ^ mask[i & 3]!) : payload;
  return Buffer.concat([head, mask ?? Buffer.alloc(0), sent]);
}

const NO_MASK = Buffer.alloc(4);

it.each([1, 2, 3, 7, 1_000, 65_536, 1_000_000])(
  'R-10: takes masks off frames that come in chunks of %i bytes',
  (size) => {
    const payloads = [0, 1, 5, 125, 126, 127, 65_535, 65_536, 200_003].map((length) =>
      Buffer.from(Uint8Array.from({ length }, (_, i) => i * 7)),
    );
    const masks = [Buffer.from([1, 2, 3, 4]), Buffer.from([255, 0, 255, 7]), undefined, NO_MASK];
    const masked = payloads.map((payload, i) => frame(payload, masks[i % masks.length]));
    const expected = payloads.map((payload, i) => frame(payload, masks[i % masks.length] && NO_MASK));
    const stream = Buffer.concat(masked);
    const unmasker = new Unmasker();
    for (let at = 0; at < stream.length; at += size) unmasker.take(stream.subarray(at, at + size));
    expect(Buffer.compare(stream, Buffer.concat(expected))).toBe(0); // toEqual takes seconds for as many
  },
);
