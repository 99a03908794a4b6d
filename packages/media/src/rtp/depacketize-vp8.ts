/** The piece of a VP8 frame in one RTP payload. */
export interface Vp8Piece {
  /** Whether it is the first piece of its frame. */
  readonly first: boolean;
  readonly keyFrame: boolean;
  readonly data: Uint8Array;
}

/**
 * Removes the payload descriptor.
 *
 * @returns `undefined` when the payload is cut short.
 * @see RFC 7741 §4.2 for the descriptor, RFC 6386 §9.1 for the key bit
 */
export function readVp8(payload: Uint8Array): Vp8Piece | undefined {
  const descriptor = payload[0] ?? 0;
  const start = 1 + (descriptor & 0x80 ? extensionBytes(payload) : 0);
  if (start >= payload.length) return undefined;
  const first = (descriptor & 0x10) !== 0 && (descriptor & 0x07) === 0;
  return { first, keyFrame: first && ((payload[start] ?? 1) & 1) === 0, data: payload.subarray(start) };
}

function extensionBytes(payload: Uint8Array): number {
  const flags = payload[1] ?? 0;
  const pictureId = flags & 0x80 ? ((payload[2] ?? 0) & 0x80 ? 2 : 1) : 0;
  const temporalLevel = flags & 0x40 ? 1 : 0;
  const layerOrKeyIndex = flags & 0x30 ? 1 : 0;
  return 1 + pictureId + temporalLevel + layerOrKeyIndex;
}
