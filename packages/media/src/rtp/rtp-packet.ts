/** Fields of an RTP header (RFC 3550 §5.1). */
export interface RtpHeader {
  readonly payloadType: number;
  /** 16 bit. */
  readonly sequence: number;
  /** 32 bit, ticks of the codec's clock. */
  readonly timestamp: number;
  readonly ssrc: number;
  /** Set on the last packet of a video frame, and on the first audio packet after silence. */
  readonly marker: boolean;
  /** Negotiated id of the abs-send-time extension; when absent, the packet has no room for it. */
  readonly absSendTimeId?: number;
}

const FIXED_HEADER_BYTES = 12;
/** One-byte header extension (RFC 8285 §4.2) with one element of three bytes. */
const EXTENSION_BYTES = 8;
const ONE_BYTE_PROFILE = 0xbede;

/** @returns A packet whose send time, if it has room for one, is still to be stamped. */
export function writeRtp(header: RtpHeader, payload: Uint8Array): Buffer {
  const extended = header.absSendTimeId !== undefined;
  const packet = Buffer.allocUnsafe(FIXED_HEADER_BYTES + (extended ? EXTENSION_BYTES : 0) + payload.length);
  packet[0] = 0x80 | (extended ? 0x10 : 0);
  packet[1] = (header.marker ? 0x80 : 0) | header.payloadType;
  packet.writeUInt16BE(header.sequence, 2);
  packet.writeUInt32BE(header.timestamp, 4);
  packet.writeUInt32BE(header.ssrc, 8);
  if (header.absSendTimeId !== undefined) {
    packet.writeUInt16BE(ONE_BYTE_PROFILE, 12);
    packet.writeUInt16BE(1, 14);
    packet.writeUInt32BE(((header.absSendTimeId << 4) | 2) * 2 ** 24, 16); // id, length − 1, time zero
  }
  packet.set(payload, packet.length - payload.length);
  return packet;
}

/** Bytes before the payload of a packet written by {@link writeRtp}. */
export function headerBytes(packet: Buffer): number {
  return FIXED_HEADER_BYTES + ((packet[0] ?? 0) & 0x10 ? EXTENSION_BYTES : 0);
}

/**
 * Writes the packet's send time: 24 bit of seconds in 6.18 fixed point. Receivers estimate the link's rate from it.
 *
 * @param nowMs Any clock of constant rate.
 * @see http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
 */
export function stampSendTime(packet: Buffer, nowMs: number): void {
  if (!((packet[0] ?? 0) & 0x10)) return;
  const time = Math.floor((nowMs / 1000) * 2 ** 18) % 2 ** 24;
  packet.writeUIntBE(time, FIXED_HEADER_BYTES + 5, 3);
}

/**
 * Writes a packet again as a retransmission on its own stream (RFC 4588 §4): its own header, the original sequence
 * number, then the original payload.
 */
export function writeRtx(original: Buffer, rtx: { payloadType: number; ssrc: number; sequence: number }): Buffer {
  const header = headerBytes(original);
  const packet = Buffer.allocUnsafe(original.length + 2);
  original.copy(packet, 0, 0, header);
  packet[1] = ((original[1] ?? 0) & 0x80) | rtx.payloadType;
  packet.writeUInt16BE(rtx.sequence, 2);
  packet.writeUInt32BE(rtx.ssrc, 8);
  original.copy(packet, header, 2, 4);
  original.copy(packet, header + 2, header);
  return packet;
}
