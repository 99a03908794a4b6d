/** A receiver's report on one of our streams (RFC 3550 §6.4.1). */
export interface ReceptionReport {
  readonly ssrc: number;
  /** Share of packets lost since the report before, 0…1. */
  readonly fractionLost: number;
  /** Interarrival jitter, in ticks of the stream's clock. */
  readonly jitter: number;
  /** Middle 32 bit of the NTP time in the last sender report received; 0 before there was one. */
  readonly lastSenderReport: number;
  /** Time the receiver held it, in 1/65 536 s. */
  readonly delaySinceLastSenderReport: number;
}

/** Feedback that a session acts on. */
export type Feedback =
  | { readonly kind: 'reception'; readonly report: ReceptionReport }
  | { readonly kind: 'sender-report'; readonly ssrc: number; /** Middle 32 bit. */ readonly compactNtp: number }
  | { readonly kind: 'nack'; readonly ssrc: number; readonly sequences: readonly number[] }
  | { readonly kind: 'keyframe-request'; readonly ssrc: number }
  | { readonly kind: 'bitrate-estimate'; readonly bitrateBps: number };

const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const TRANSPORT_FEEDBACK = 205;
const PAYLOAD_FEEDBACK = 206;
const GENERIC_NACK = 1;
const PICTURE_LOSS = 1;
const FULL_INTRA_REQUEST = 4;
const APPLICATION_LAYER = 15;
const REMB = 0x52454d42;

/**
 * Reads a compound RTCP packet. Parts that are cut short, unknown or malformed are skipped. Never throws.
 *
 * @see RFC 3550 §6, RFC 4585 §6 (NACK, PLI), RFC 5104 §4.3.1 (FIR), draft-alvestrand-rmcat-remb-03 §2 (REMB)
 */
export function parseRtcp(data: Uint8Array): Feedback[] {
  const feedback: Feedback[] = [];
  for (let at = 0; at + 4 <= data.length;) {
    const view = new DataView(data.buffer, data.byteOffset + at, data.length - at);
    const bytes = 4 * (view.getUint16(2) + 1);
    if (view.getUint8(0) >> 6 !== 2 || bytes > view.byteLength) break;
    feedback.push(...parsePacket(new DataView(view.buffer, view.byteOffset, bytes)));
    at += bytes;
  }
  return feedback;
}

function parsePacket(packet: DataView): Feedback[] {
  const format = packet.getUint8(0) & 0x1f;
  switch (packet.getUint8(1)) {
    case SENDER_REPORT:
      return [...parseSenderInfo(packet), ...parseReports(packet, format, 28)];
    case RECEIVER_REPORT:
      return parseReports(packet, format, 8);
    case TRANSPORT_FEEDBACK:
      return format === GENERIC_NACK ? parseNack(packet) : [];
    case PAYLOAD_FEEDBACK:
      if (format === PICTURE_LOSS && packet.byteLength >= 12) {
        return [{ kind: 'keyframe-request', ssrc: packet.getUint32(8) }];
      }
      if (format === FULL_INTRA_REQUEST) return parseIntraRequests(packet);
      return format === APPLICATION_LAYER ? parseEstimate(packet) : [];
    default:
      return [];
  }
}

function parseSenderInfo(packet: DataView): Feedback[] {
  if (packet.byteLength < 28) return [];
  return [{ kind: 'sender-report', ssrc: packet.getUint32(4), compactNtp: packet.getUint32(10) }];
}

function parseReports(packet: DataView, count: number, from: number): Feedback[] {
  const feedback: Feedback[] = [];
  for (let at = from; feedback.length < count && at + 24 <= packet.byteLength; at += 24) {
    const report: ReceptionReport = {
      ssrc: packet.getUint32(at),
      fractionLost: packet.getUint8(at + 4) / 256,
      jitter: packet.getUint32(at + 12),
      lastSenderReport: packet.getUint32(at + 16),
      delaySinceLastSenderReport: packet.getUint32(at + 20),
    };
    feedback.push({ kind: 'reception', report });
  }
  return feedback;
}

/** Pairs of a first lost sequence number and a bit mask of the sixteen after it. */
function parseNack(packet: DataView): Feedback[] {
  if (packet.byteLength < 16) return [];
  const sequences: number[] = [];
  for (let at = 12; at + 4 <= packet.byteLength; at += 4) {
    const first = packet.getUint16(at);
    const mask = packet.getUint16(at + 2);
    sequences.push(first);
    for (let bit = 0; bit < 16; bit++) if (mask & (1 << bit)) sequences.push((first + bit + 1) & 0xffff);
  }
  return [{ kind: 'nack', ssrc: packet.getUint32(8), sequences }];
}

function parseIntraRequests(packet: DataView): Feedback[] {
  const feedback: Feedback[] = [];
  for (let at = 12; at + 8 <= packet.byteLength; at += 8) {
    feedback.push({ kind: 'keyframe-request', ssrc: packet.getUint32(at) });
  }
  return feedback;
}

/** Bitrate as 6 bit of exponent and 18 bit of mantissa. */
function parseEstimate(packet: DataView): Feedback[] {
  if (packet.byteLength < 20 || packet.getUint32(12) !== REMB) return [];
  const word = packet.getUint32(16);
  const bitrateBps = (word & 0x3ffff) * 2 ** ((word >> 18) & 0x3f);
  return bitrateBps > 0 ? [{ kind: 'bitrate-estimate', bitrateBps }] : [];
}
