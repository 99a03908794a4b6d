import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isAuthentic, readCheck, withTieBreaker, type Check } from './stun.js';

/** RFC 5769 §2.1: a connectivity check, signed with a short-term credential. */
const SAMPLE = Buffer.from(
  [
    '000100582112a442b7e7a701bc34d686fa87dfae',
    '802200105354554e207465737420636c69656e74',
    '002400046e0001ff80290008932ff9b151263b36',
    '000600096576746a3a6836765920202000080014',
    '9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf',
  ].join(''),
  'hex',
);
const PASSWORD = 'VOkJxbRl1RmTxUk/WvJxBt';
const ROLE_VALUE_AT = 52;
const read = (packet: Buffer): Check => readCheck(packet) ?? expect.unreachable();

/** The sample with a tie-breaker of 0, signed as its sender would. */
function withoutTieBreaker(): Buffer {
  const packet = Buffer.from(SAMPLE);
  packet.fill(0, ROLE_VALUE_AT, ROLE_VALUE_AT + 8);
  const signed = Buffer.from(packet.subarray(0, 76));
  signed.writeUInt16BE(76 + 24 - 20, 2);
  createHmac('sha1', PASSWORD).update(signed).digest().copy(packet, 80);
  return packet;
}

describe('a connectivity check', () => {
  it('is read and authenticated as the RFC’s sample vector says', () => {
    const check = read(SAMPLE);
    expect(check.ufrag).toBe('evtj');
    expect(isAuthentic(SAMPLE, check, PASSWORD)).toBe(true);
    expect(isAuthentic(SAMPLE, check, `${PASSWORD}x`)).toBe(false);
    const changed = Buffer.from(SAMPLE);
    changed[30] = (changed[30] ?? 0) ^ 1;
    expect(isAuthentic(changed, read(changed), PASSWORD)).toBe(false);
  });

  it('with a tie-breaker stays unchanged', () => {
    expect(withTieBreaker(SAMPLE, read(SAMPLE), PASSWORD)).toBe(SAMPLE);
  });

  it('without a tie-breaker receives one, and is signed anew, fingerprint included', () => {
    const bare = withoutTieBreaker();
    expect(isAuthentic(bare, read(bare), PASSWORD)).toBe(true);
    const mended = withTieBreaker(bare, read(bare), PASSWORD);
    expect(mended.readBigUInt64BE(ROLE_VALUE_AT)).not.toBe(0n);
    expect(isAuthentic(mended, read(mended), PASSWORD)).toBe(true);
    expect(mended.readUInt32BE(104)).toBe((crc32(mended.subarray(0, 100)) ^ 0x5354554e) >>> 0);
    expect(bare.readBigUInt64BE(ROLE_VALUE_AT)).toBe(0n);
  });

  it('is not found in a packet that is cut short, garbled or of another kind', () => {
    for (let length = 0; length < SAMPLE.length; length++)
      expect(readCheck(SAMPLE.subarray(0, length))).toBeUndefined();
    let seed = 99;
    for (let i = 0; i < 5000; i++) {
      const packet = Buffer.from(SAMPLE);
      for (let n = 0; n < 4; n++) {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        packet[seed % packet.length] = seed >>> 16;
      }
      const check = readCheck(packet);
      if (check) withTieBreaker(packet, check, PASSWORD);
      if (check && isAuthentic(packet, check, PASSWORD)) expect(packet.subarray(0, 76)).toEqual(SAMPLE.subarray(0, 76));
    }
  });
});
