import { describe, expect, it } from 'vitest';
import { packetizeH264, splitAnnexB } from './packetize-h264.js';
import { packetizeVp8 } from './packetize-vp8.js';
import { headerBytes, stampSendTime, writeRtp, writeRtx } from './rtp-packet.js';
import { RtpStream } from './rtp-stream.js';

const bytes = (length: number, from = 0): Uint8Array => Uint8Array.from({ length }, (_, i) => (from + i) & 0xff);
const join = (parts: readonly Uint8Array[]): number[] => parts.flatMap((part) => [...part]);

describe('RTP packet', () => {
  const header = { payloadType: 96, sequence: 0xfffe, timestamp: 0xdeadbeef, ssrc: 0x01020304, marker: true };

  it('has the twelve bytes of RFC 3550 before its payload', () => {
    const packet = writeRtp(header, bytes(3, 7));
    expect(packet.toString('hex')).toBe('80e0fffedeadbeef01020304070809');
  });

  it('carries the send time in 6.18 fixed point when that was negotiated', () => {
    const packet = writeRtp({ ...header, absSendTimeId: 3 }, bytes(2));
    expect(packet.subarray(12, 20).toString('hex')).toBe('bede000132000000');
    stampSendTime(packet, 64_000 + 1500); // wraps at 64 s
    expect(packet.readUIntBE(17, 3)).toBe(1.5 * 2 ** 18);
    expect(headerBytes(packet)).toBe(20);
  });

  it('leaves a packet without room for the send time unchanged', () => {
    const packet = writeRtp(header, bytes(9));
    const before = packet.toString('hex');
    stampSendTime(packet, 12_345);
    expect(packet.toString('hex')).toBe(before);
  });

  it('resends a lost packet on its own stream, with the original sequence number before the payload', () => {
    const original = writeRtp({ ...header, absSendTimeId: 3 }, bytes(4, 1));
    const rtx = writeRtx(original, { payloadType: 97, ssrc: 0x0a0b0c0d, sequence: 5 });
    expect(rtx[1]).toBe(0x80 | 97);
    expect([rtx.readUInt16BE(2), rtx.readUInt32BE(4), rtx.readUInt32BE(8)]).toEqual([5, 0xdeadbeef, 0x0a0b0c0d]);
    expect(rtx.subarray(12, 20)).toEqual(original.subarray(12, 20));
    expect([...rtx.subarray(20)]).toEqual([0xff, 0xfe, 1, 2, 3, 4]);
  });
});

describe('RTP stream', () => {
  it('counts on from a random start, and wraps', () => {
    const stream = new RtpStream({ ssrc: 1, clockRateHz: 90_000 });
    const first = stream.nextSequence();
    for (let i = 1; i < 65_536; i++) stream.nextSequence();
    expect(stream.nextSequence()).toBe(first);
    expect((stream.timestampOf(40) - stream.timestampOf(0) + 2 ** 32) % 2 ** 32).toBe(3600);
    expect(stream.timestampOf(2 ** 40)).toBeLessThan(2 ** 32);
  });

  it('starts every stream at another number', () => {
    const starts = Array.from({ length: 8 }, () => new RtpStream({ ssrc: 1, clockRateHz: 48_000 }).timestampOf(0));
    expect(new Set(starts).size).toBeGreaterThan(1);
  });

  it('counts packets and payload bytes for the sender report', () => {
    const stream = new RtpStream({ ssrc: 1, clockRateHz: 48_000 });
    for (const length of [10, 20]) stream.write(bytes(length), { payloadType: 111, mediaMs: 0, marker: false });
    expect([stream.packets, stream.payloadBytes]).toEqual([2, 30]);
  });
});

describe('VP8 payloads', () => {
  it('mark the first piece, carry a 15-bit picture id and lose nothing', () => {
    const frame = bytes(2500);
    const payloads = packetizeVp8(frame, 0x1234, 1000);
    expect(payloads.map((payload) => [...payload.subarray(0, 4)])).toEqual([
      [0x90, 0x80, 0x92, 0x34],
      [0x80, 0x80, 0x92, 0x34],
      [0x80, 0x80, 0x92, 0x34],
    ]);
    expect(join(payloads.map((payload) => payload.subarray(4)))).toEqual([...frame]);
    expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThanOrEqual(1004);
  });
});

describe('H.264 payloads', () => {
  const sps = Uint8Array.of(0x67, 1, 2);
  const pps = Uint8Array.of(0x68, 3);
  const start = [0, 0, 0, 1];
  const accessUnit = (...units: Uint8Array[]): Uint8Array =>
    Uint8Array.from(units.flatMap((unit) => [...start, ...unit]));

  it('finds units behind short and long start codes', () => {
    const data = Uint8Array.of(0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 1, 0x65, 3);
    expect(splitAnnexB(data).map((unit) => [...unit])).toEqual([
      [0x67, 1],
      [0x68, 2],
      [0x65, 3],
    ]);
  });

  it('carry parameter sets together and small units alone, and leave out units that no decoder needs', () => {
    const small = Uint8Array.of(0x65, 9, 9);
    const payloads = packetizeH264(accessUnit(Uint8Array.of(9, 0x10), sps, pps, Uint8Array.of(6, 5), small));
    expect(payloads.map((payload) => [...payload])).toEqual([
      [0x78, 0, 3, 0x67, 1, 2, 0, 2, 0x68, 3],
      [0x65, 9, 9],
    ]);
  });

  it('cut a large unit into fragments that can be reassembled', () => {
    const unit = Uint8Array.of(0x65, ...bytes(3000, 1).map((byte) => byte || 1));
    const payloads = packetizeH264(accessUnit(unit), 1100);
    expect(payloads.map((payload) => payload[0])).toEqual([0x7c, 0x7c, 0x7c]);
    expect(payloads.map((payload) => payload[1])).toEqual([0x85, 0x05, 0x45]);
    expect([0x65, ...join(payloads.map((payload) => payload.subarray(2)))]).toEqual([...unit]);
    expect(Math.max(...payloads.map(({ length }) => length))).toBeLessThanOrEqual(1100);
  });

  it('are none for data without a start code', () => {
    expect(packetizeH264(bytes(50, 5))).toEqual([]);
  });
});
