import { describe, expect, it } from 'vitest';
import { parseRtcp } from './parse.js';
import { compactNtp, ntpTime, writeGoodbye, writeSenderReport } from './write.js';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

describe('sender report', () => {
  const report = { ssrc: 0x11223344, wallMs: 1_500, timestamp: 0xaabbccdd, packets: 7, payloadBytes: 700 };
  const packet = writeSenderReport(report, 'abc');

  it('contains the instant on the wall clock and on the stream clock, and the name of its origin', () => {
    expect(packet.subarray(0, 28).toString('hex')).toBe(
      '80c80006' + '11223344' + '83aa7e81' + '80000000' + 'aabbccdd' + '00000007' + '000002bc',
    );
    expect(packet.subarray(28).toString('hex')).toBe(
      '81ca0003' + '11223344' + '0103' + Buffer.from('abc').toString('hex') + '000000',
    );
  });

  it('goes on past the year 2036, when the seconds wrap', () => {
    expect(ntpTime(Date.UTC(2036, 1, 7, 6, 28, 16))).toEqual({ seconds: 0, fraction: 0 });
    expect(compactNtp(1_500)).toBe(0x7e818000);
  });

  it('is a sequence of whole 32-bit words, and so is the goodbye', () => {
    for (const compound of [packet, writeGoodbye(1, 'a'), writeGoodbye(1, 'a-longer-name')]) {
      expect(compound.length % 4).toBe(0);
      expect(parseRtcp(compound).filter(({ kind }) => kind !== 'sender-report')).toEqual([]);
    }
    expect(writeGoodbye(0x01020304, 'abc').subarray(-8).toString('hex')).toBe('81cb000101020304');
  });
});

describe('feedback', () => {
  it('reads loss and round trip from a receiver report', () => {
    const report = hex('81c90007 00000001 11223344 40000005 00001000 0000002a 7e818000 00010000');
    expect(parseRtcp(report)).toEqual([
      {
        kind: 'reception',
        report: {
          ssrc: 0x11223344,
          fractionLost: 0.25,
          jitter: 42,
          lastSenderReport: 0x7e818000,
          delaySinceLastSenderReport: 65_536,
        },
      },
    ]);
  });

  it('reads the lost sequence numbers from a first one and a mask, across the wrap', () => {
    expect(parseRtcp(hex('81cd0003 00000001 00000002 fffe8003'))).toEqual([
      { kind: 'nack', ssrc: 2, sequences: [0xfffe, 0xffff, 0, 14] },
    ]);
  });

  it.each([
    ['a picture loss indication', '81ce0002 00000001 00000002'],
    ['a full intra request', '84ce0004 00000001 00000000 00000002 07000000'],
  ])('treats %s as a keyframe request', (_, packet) => {
    expect(parseRtcp(hex(packet))).toEqual([{ kind: 'keyframe-request', ssrc: 2 }]);
  });

  it('reads the estimate of the link from its mantissa and exponent', () => {
    const packet = hex('8fce0005 00000001 00000000 52454d42 010a0000 00000002');
    expect(parseRtcp(packet)).toEqual([{ kind: 'bitrate-estimate', bitrateBps: 0x20000 * 4 }]);
  });

  it('reads every part of a compound packet and skips unknown ones', () => {
    const compound = hex(
      '80c90001 00000001' + '80cc0001 00000009' + '81ce0002 00000001 00000002' + '81cd0003 00000001 00000002 00050000',
    );
    expect(parseRtcp(compound).map(({ kind }) => kind)).toEqual(['keyframe-request', 'nack']);
  });

  it('never throws on malformed data', () => {
    const valid = hex('81c90007 00000001 11223344 40000005 00001000 0000002a 7e818000 00010000');
    for (let length = 0; length < valid.length; length++) expect(parseRtcp(valid.subarray(0, length))).toEqual([]);
    let seed = 7;
    for (let round = 0; round < 2000; round++) {
      const noise = Uint8Array.from(
        { length: round % 64 },
        () => (seed = (seed * 1_103_515_245 + 12_345) >>> 0) >>> 24,
      );
      if (noise.length > 1) noise.set([0x81, 200 + (round % 8)]);
      expect(() => parseRtcp(noise)).not.toThrow();
    }
  });
});
