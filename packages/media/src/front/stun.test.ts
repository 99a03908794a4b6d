import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { answerBinding, isAuthentic, readCheck, withTieBreaker, type Check } from './stun.js';

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

describe('a request for one’s own address', () => {
  /** RFC 5769 §2.2 and §2.3: the transaction and its answers, without the attributes that need a password. */
  const TRANSACTION = '2112a442b7e7a701bc34d686fa87dfae';
  const REQUEST = Buffer.from(`00010000${TRANSACTION}`, 'hex');
  const attribute = (type: number, bytes = 4): Buffer => {
    const packet = Buffer.concat([REQUEST, Buffer.alloc(4 + bytes)]);
    packet.writeUInt16BE(4 + bytes, 2);
    packet.writeUInt16BE(type, 20);
    packet.writeUInt16BE(bytes, 22);
    return packet;
  };

  it.each([
    ['192.0.2.1', '002000080001a147e112a643'],
    ['2001:db8:1234:5678:11:2233:4455:6677', '002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9'],
  ])('Scenario F6: is answered as the RFC’s sample vectors say: %s', (address, expected) => {
    const length = (expected.length / 2).toString(16).padStart(4, '0');
    expect(answerBinding(REQUEST, { address, port: 32_853 })?.toString('hex')).toBe(
      `0101${length}${TRANSACTION}${expected}`,
    );
  });

  it.each([
    ['::', '0'.repeat(32)],
    ['fe80::1%eth0', `fe80${'0'.repeat(27)}1`],
    ['2001:db8::', `20010db8${'0'.repeat(24)}`],
  ])('is answered whatever short form the address has: %s', (address, expected) => {
    const answer = answerBinding(REQUEST, { address, port: 1 })?.subarray(28) ?? [];
    const key = Buffer.from(TRANSACTION, 'hex');
    expect(Buffer.from(answer.map((byte, i) => byte ^ (key[i] ?? 0))).toString('hex')).toBe(expected);
  });

  it('is answered with attributes that may be passed over, and by hardly more bytes than it has', () => {
    const from = { address: '192.0.2.1', port: 1 };
    expect(answerBinding(attribute(0x8022), from)).toBeDefined();
    expect(answerBinding(REQUEST, from)?.length).toBe(REQUEST.length + 12);
  });

  it.each([
    ['a connectivity check', SAMPLE],
    ['a request to answer another address', attribute(0x0003)],
    ['an answer', Buffer.from(`01010000${TRANSACTION}`, 'hex')],
    ['cut short', REQUEST.subarray(0, 19)],
    ['longer than it says', Buffer.concat([REQUEST, Buffer.alloc(4)])],
    ['nothing', Buffer.alloc(0)],
  ])('is not %s', (_, packet) => {
    expect(answerBinding(packet, { address: '192.0.2.1', port: 1 })).toBeUndefined();
  });
});
