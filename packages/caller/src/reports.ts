/** SSRC of the reporter: a viewer sends no stream of its own, so any number will do. */
const OWN_SSRC = 1;
const RECEIVER_REPORT = 201;
const PAYLOAD_SPECIFIC_FEEDBACK = 206;
const MANTISSA_BITS = 18;

/** A receiver report on one stream: no packet lost, no jitter (RFC 3550 §6.4.2). */
export function receiverReport(ssrc: number): Buffer {
  const packet = Buffer.alloc(32);
  packet.set([0x81, RECEIVER_REPORT, 0, 7, 0, 0, 0, OWN_SSRC]);
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}

/** The bitrate that the receiver's network could carry (REMB). @see draft-alvestrand-rmcat-remb-03 §2.2 */
export function bitrateEstimate(ssrc: number, bitrateBps: number): Buffer {
  const packet = Buffer.alloc(24);
  packet.set([0x8f, PAYLOAD_SPECIFIC_FEEDBACK, 0, 5, 0, 0, 0, OWN_SSRC]);
  packet.write('REMB', 12, 'latin1');
  const exponent = Math.max(0, Math.ceil(Math.log2(bitrateBps / 2 ** MANTISSA_BITS)));
  const mantissa = Math.floor(bitrateBps / 2 ** exponent);
  packet.writeUInt32BE(((1 << 24) | (exponent << MANTISSA_BITS) | mantissa) >>> 0, 16);
  packet.writeUInt32BE(ssrc, 20);
  return packet;
}
