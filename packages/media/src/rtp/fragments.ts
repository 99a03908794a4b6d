/**
 * Bytes of codec data per packet: 1200 of RTP (what every path carries, and what browsers send) less header, extension,
 * the two bytes a retransmission adds and the largest payload descriptor.
 */
export const MAX_PAYLOAD_BYTES = 1200 - 12 - 8 - 2 - 4;

/** Cuts `data` into the fewest pieces of at most `maxBytes`, as equal as can be, without copying. */
export function fragments(data: Uint8Array, maxBytes: number): Uint8Array[] {
  const count = Math.max(1, Math.ceil(data.length / maxBytes));
  return Array.from({ length: count }, (_, i) =>
    data.subarray(Math.floor((i * data.length) / count), Math.floor(((i + 1) * data.length) / count)),
  );
}
