import type { ReceptionReport } from './parse.js';

const RECEIVER_REPORT = 201;
const PAYLOAD_FEEDBACK = 206;
const PICTURE_LOSS = 1;
const APPLICATION_LAYER = 15;
const REMB = 0x52454d42;

/** A reception report with the values that only the receiver needs to write. */
export type OwnReception = ReceptionReport & {
  /** Packets lost since the beginning, 24 bit. */
  readonly lost: number;
  /** Highest sequence number received, with its cycles, 32 bit. */
  readonly highestSequence: number;
};

/** A receiver report with one block (RFC 3550 §6.4.2). It may open a compound packet. @param ssrc Our own. */
export function writeReceiverReport(ssrc: number, report: OwnReception): Buffer {
  const packet = header(1, RECEIVER_REPORT, 32, ssrc);
  packet.writeUInt32BE(report.ssrc, 8);
  packet.writeUInt8(Math.min(255, Math.floor(report.fractionLost * 256)), 12);
  packet.writeUIntBE(report.lost, 13, 3);
  packet.writeUInt32BE(report.highestSequence, 16);
  packet.writeUInt32BE(report.jitter, 20);
  packet.writeUInt32BE(report.lastSenderReport, 24);
  packet.writeUInt32BE(report.delaySinceLastSenderReport % 2 ** 32, 28);
  return packet;
}

/** Requests a keyframe (RFC 4585 §6.3.1). @param ssrc Our own. @param mediaSsrc The stream that cannot be decoded. */
export function writePictureLoss(ssrc: number, mediaSsrc: number): Buffer {
  const packet = header(PICTURE_LOSS, PAYLOAD_FEEDBACK, 12, ssrc);
  packet.writeUInt32BE(mediaSsrc, 8);
  return packet;
}

/**
 * Limits the bitrate of a sender (REMB).
 *
 * @see draft-alvestrand-rmcat-remb-03 §2.2: 6 bit of exponent, 18 bit of mantissa
 */
export function writeBitrateEstimate(ssrc: number, mediaSsrc: number, bitrateBps: number): Buffer {
  const packet = header(APPLICATION_LAYER, PAYLOAD_FEEDBACK, 24, ssrc);
  const exponent = Math.max(0, Math.floor(Math.log2(Math.max(1, bitrateBps))) - 17);
  packet.writeUInt32BE(REMB, 12);
  packet.writeUInt8(1, 16); // one stream
  packet.writeUIntBE((exponent << 18) | Math.floor(bitrateBps / 2 ** exponent), 17, 3);
  packet.writeUInt32BE(mediaSsrc, 20);
  return packet;
}

function header(count: number, type: number, bytes: number, ssrc: number): Buffer {
  const packet = Buffer.alloc(bytes);
  packet[0] = 0x80 | count;
  packet[1] = type;
  packet.writeUInt16BE(bytes / 4 - 1, 2);
  packet.writeUInt32BE(ssrc, 4);
  return packet;
}
