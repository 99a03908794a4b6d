const SENDER_REPORT = 200;
const RECEIVER_REPORT = 201;
const SOURCE_DESCRIPTION = 202;
const BYE = 203;
const CNAME = 1;
/** Seconds from 1900 (NTP) to 1970 (Unix). */
const NTP_EPOCH_OFFSET_S = 2_208_988_800;

/** The contents of a sender report on one stream. */
export interface SenderReport {
  readonly ssrc: number;
  /** Wall clock of the instant reported, ms since 1970. Common to all streams that are to be played in sync. */
  readonly wallMs: number;
  /** The stream's timestamp of that same instant. */
  readonly timestamp: number;
  readonly packets: number;
  readonly payloadBytes: number;
}

/** NTP time (RFC 5905 §6) in two words of 32 bit. */
export function ntpTime(wallMs: number): { seconds: number; fraction: number } {
  const seconds = Math.floor(wallMs / 1000);
  return {
    seconds: (seconds + NTP_EPOCH_OFFSET_S) % 2 ** 32,
    fraction: Math.floor(((wallMs - seconds * 1000) / 1000) * 2 ** 32),
  };
}

/** @returns The middle 32 bit of the NTP time, which receivers send back. */
export function compactNtp(wallMs: number): number {
  const { seconds, fraction } = ntpTime(wallMs);
  return ((seconds % 2 ** 16) * 2 ** 16 + Math.floor(fraction / 2 ** 16)) % 2 ** 32;
}

/** A compound packet of sender report and canonical name (RFC 3550 §6.1, §6.4.1). */
export function writeSenderReport(report: SenderReport, cname: string): Buffer {
  const packet = Buffer.alloc(28);
  writeHeader(packet, 0, SENDER_REPORT);
  packet.writeUInt32BE(report.ssrc, 4);
  const { seconds, fraction } = ntpTime(report.wallMs);
  packet.writeUInt32BE(seconds, 8);
  packet.writeUInt32BE(fraction, 12);
  packet.writeUInt32BE(report.timestamp, 16);
  packet.writeUInt32BE(report.packets % 2 ** 32, 20);
  packet.writeUInt32BE(report.payloadBytes % 2 ** 32, 24);
  return Buffer.concat([packet, writeName(report.ssrc, cname)]);
}

/** A compound packet that reports the end of a stream (RFC 3550 §6.6). */
export function writeGoodbye(ssrc: number, cname: string): Buffer {
  const report = Buffer.alloc(8);
  writeHeader(report, 0, RECEIVER_REPORT);
  report.writeUInt32BE(ssrc, 4);
  const bye = Buffer.alloc(8);
  writeHeader(bye, 1, BYE);
  bye.writeUInt32BE(ssrc, 4);
  return Buffer.concat([report, writeName(ssrc, cname), bye]);
}

function writeName(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname, 'utf8').subarray(0, 255);
  const packet = Buffer.alloc(4 * Math.ceil((8 + 2 + name.length + 1) / 4));
  writeHeader(packet, 1, SOURCE_DESCRIPTION);
  packet.writeUInt32BE(ssrc, 4);
  packet[8] = CNAME;
  packet[9] = name.length;
  name.copy(packet, 10);
  return packet;
}

function writeHeader(packet: Buffer, count: number, type: number): void {
  packet[0] = 0x80 | count;
  packet[1] = type;
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
}
