import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isIPv6 } from 'node:net';

const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112a442;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
/** Attributes from here on may be passed over (RFC 8489 §14). */
const COMPREHENSION_OPTIONAL = 0x8000;
const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const INTEGRITY_BYTES = 24;
const XOR_MAPPED_ADDRESS = 0x0020;
const FINGERPRINT = 0x8028;
const FINGERPRINT_XOR = 0x5354554e;
const ICE_CONTROLLED = 0x8029;
const ICE_CONTROLLING = 0x802a;

/** Offset of each attribute in a message, by type; the first of each type counts. */
type Attributes = ReadonlyMap<number, number>;

/** The parts of an ICE connectivity check (RFC 8445 §7.1) that are used here. */
export interface Check {
  /** Username fragment of the receiver. */
  readonly ufrag: string;
  readonly attributes: Attributes;
}

/**
 * Reads a connectivity check. Never throws.
 *
 * @returns `undefined` when the packet is anything else.
 * @see RFC 8489 §5 and §14
 */
export function readCheck(packet: Buffer): Check | undefined {
  const attributes = readBindingRequest(packet);
  const [ufrag] = attributes ? text(packet, attributes.get(USERNAME)).split(':') : [];
  return attributes && ufrag ? { ufrag, attributes } : undefined;
}

/**
 * Answers a client that asks for its own address, as a STUN server does. Never throws. The answer is 12 bytes longer
 * than the shortest request (24 over IPv6).
 *
 * @returns `undefined` when the packet is anything else, a connectivity check included, or needs what is not known here.
 * @see RFC 8489 §6.3.1 and §14.2
 */
export function answerBinding(
  packet: Buffer,
  { address, port }: { address: string; port: number },
): Buffer | undefined {
  const attributes = readBindingRequest(packet);
  if (!attributes || [...attributes.keys()].some((type) => type < COMPREHENSION_OPTIONAL)) return undefined;
  const value = isIPv6(address) ? ipv6Bytes(address) : Buffer.from(address.split('.').map(Number));
  const answer = Buffer.alloc(HEADER_BYTES + 8 + value.length);
  packet.copy(answer, 0, 0, HEADER_BYTES);
  answer.writeUInt16BE(BINDING_SUCCESS, 0);
  answer.writeUInt16BE(answer.length - HEADER_BYTES, 2);
  answer.writeUInt16BE(XOR_MAPPED_ADDRESS, 20);
  answer.writeUInt16BE(4 + value.length, 22);
  answer.writeUInt16BE(value.length === 4 ? 1 : 2, 24);
  answer.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 26);
  // Hidden by the cookie and the transaction id, so that no address translation on the way rewrites it.
  value.forEach((byte, i) => (answer[28 + i] = byte ^ (packet[4 + i] ?? 0)));
  return answer;
}

function readBindingRequest(packet: Buffer): Attributes | undefined {
  if (packet.length < HEADER_BYTES || packet.readUInt16BE(0) !== BINDING_REQUEST) return undefined;
  if (packet.readUInt32BE(4) !== MAGIC_COOKIE || packet.readUInt16BE(2) !== packet.length - HEADER_BYTES)
    return undefined;
  const attributes = new Map<number, number>();
  for (let at = HEADER_BYTES; at + 4 <= packet.length; at += 4 + 4 * Math.ceil(packet.readUInt16BE(at + 2) / 4)) {
    const type = packet.readUInt16BE(at);
    if (at + 4 + packet.readUInt16BE(at + 2) > packet.length) return undefined;
    if (!attributes.has(type)) attributes.set(type, at);
  }
  return attributes;
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

/** @param address As a socket reports it; its zone, which follows a percent sign, means nothing to others. */
function ipv6Bytes(address: string): Buffer {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const zeros = Array<string>(tail === undefined ? 0 : 8 - before.length - after.length).fill('0');
  const bytes = Buffer.alloc(16);
  [...before, ...zeros, ...after].forEach((group, i) => bytes.writeUInt16BE(Number.parseInt(group, 16), 2 * i));
  return bytes;
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
