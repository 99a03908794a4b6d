import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
const BINDING_REQUEST = 0x0001;
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const INTEGRITY_BYTES = 24;
const FINGERPRINT = 0x8028;
const FINGERPRINT_XOR = 0x5354554e;
const ICE_CONTROLLED = 0x8029;
const ICE_CONTROLLING = 0x802a;

/** The parts of an ICE connectivity check (RFC 8445 §7.1) that are used here. */
export interface Check {
  /** Username fragment of the receiver. */
  readonly ufrag: string;
  /** Offset of each attribute in the message, by type. */
  readonly attributes: ReadonlyMap<number, number>;
}

/**
 * Reads a connectivity check. Never throws.
 *
 * @returns `undefined` when the packet is anything else.
 * @see RFC 8489 §5 and §14
 */
export function readCheck(packet: Buffer): Check | undefined {
  if (packet.length < HEADER_BYTES || packet.readUInt16BE(0) !== BINDING_REQUEST) return undefined;
  if (packet.readUInt32BE(4) !== MAGIC_COOKIE || packet.readUInt16BE(2) !== packet.length - HEADER_BYTES)
    return undefined;
  const attributes = new Map<number, number>();
  for (let at = HEADER_BYTES; at + 4 <= packet.length; at += 4 + 4 * Math.ceil(packet.readUInt16BE(at + 2) / 4)) {
    const type = packet.readUInt16BE(at);
    if (at + 4 + packet.readUInt16BE(at + 2) > packet.length) return undefined;
    if (!attributes.has(type)) attributes.set(type, at);
  }
  const [ufrag] = text(packet, attributes.get(USERNAME)).split(':');
  return ufrag ? { ufrag, attributes } : undefined;
}

/** Whether the sender knows the password (RFC 8489 §14.5). */
export function isAuthentic(packet: Buffer, { attributes }: Check, password: string): boolean {
  const at = attributes.get(MESSAGE_INTEGRITY);
  if (at === undefined || packet.readUInt16BE(at + 2) !== 20) return false;
  return timingSafeEqual(integrity(packet, at, password), packet.subarray(at + 4, at + INTEGRITY_BYTES));
}

/**
 * Replaces a tie-breaker of 0 and signs the check anew; returns the packet itself when its tie-breaker is not 0.
 * Chromium leaves it 0 in checks that it sends over a relay that it reaches by TCP, and libjuice treats such a check as
 * one without a role, and rejects it.
 *
 * @param check An authentic check: one whose sender did not know the password must not receive a valid signature here.
 */
export function withTieBreaker(packet: Buffer, { attributes }: Check, password: string): Buffer {
  const role = attributes.get(ICE_CONTROLLED) ?? attributes.get(ICE_CONTROLLING);
  if (role === undefined || packet.readUInt16BE(role + 2) !== 8 || packet.readBigUInt64BE(role + 4) !== 0n)
    return packet;
  const mended = Buffer.from(packet);
  mended.writeBigUInt64BE(randomBytes(8).readBigUInt64BE() | 1n, role + 4);
  const signature = attributes.get(MESSAGE_INTEGRITY);
  if (signature !== undefined) integrity(mended, signature, password).copy(mended, signature + 4);
  const fingerprint = attributes.get(FINGERPRINT);
  if (fingerprint !== undefined)
    mended.writeUInt32BE((crc32(mended.subarray(0, fingerprint)) ^ FINGERPRINT_XOR) >>> 0, fingerprint + 4);
  return mended;
}

/** HMAC-SHA1 over the bytes before the signature, with a length field that ends behind it. */
function integrity(packet: Buffer, at: number, password: string): Buffer {
  const signed = Buffer.from(packet.subarray(0, at));
  signed.writeUInt16BE(at + INTEGRITY_BYTES - HEADER_BYTES, 2);
  return createHmac('sha1', password).update(signed).digest();
}

function text(packet: Buffer, at: number | undefined): string {
  return at === undefined ? '' : packet.toString('utf8', at + 4, at + 4 + packet.readUInt16BE(at + 2));
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The CRC-32 of ISO 3309, which RFC 8489 §14.7 requires. `zlib.crc32` needs a newer Node. */
function crc32(data: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of data) value = (CRC_TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}
