/** One received RTP packet, its payload a view into the data that arrived. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

const FIXED_HEADER_BYTES = 12;

/** RTP and RTCP share a port: packet types 192…223 are RTCP (RFC 5761 §4). */
export function isRtcp(data: Uint8Array): boolean {
  const type = data[1] ?? 0;
  return type >= 192 && type <= 223;
}

/**
 * Reads a packet from the network. Never throws.
 *
 * @returns `undefined` when it is cut short or of another version.
 * @see RFC 3550 §5.1
 */
export function readRtp(data: Uint8Array): RtpPacket | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < FIXED_HEADER_BYTES || view.getUint8(0) >> 6 !== 2) return undefined;
  const start = payloadStart(view);
  const padding = view.getUint8(0) & 0x20 ? view.getUint8(data.length - 1) : 0;
  if (start === undefined || start + padding > data.length) return undefined;
  return {
    payloadType: view.getUint8(1) & 0x7f,
    marker: (view.getUint8(1) & 0x80) !== 0,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: data.subarray(start, data.length - padding),
  };
}

/** @returns The offset behind contributing sources and header extension; `undefined` when it cannot be read. */
function payloadStart(view: DataView): number | undefined {
  const first = view.getUint8(0);
  const extension = FIXED_HEADER_BYTES + 4 * (first & 0x0f);
  if (!(first & 0x10)) return extension;
  return extension + 4 <= view.byteLength ? extension + 4 + 4 * view.getUint16(extension + 2) : undefined;
}
