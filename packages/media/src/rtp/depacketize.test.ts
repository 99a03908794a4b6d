import { describe, expect, it } from 'vitest';
import { beginsH264KeyFrame, joinH264 } from './depacketize-h264.js';
import { readVp8 } from './depacketize-vp8.js';
import { packetizeH264 } from './packetize-h264.js';
import { packetizeVp8 } from './packetize-vp8.js';
import { isRtcp, readRtp } from './read-rtp.js';
import { writeRtp } from './rtp-packet.js';

const counted = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i % 250) + 1);

describe('reading an RTP packet', () => {
  const header = { payloadType: 96, sequence: 65_535, timestamp: 4_000_000_000, ssrc: 0xfedcba98, marker: true };

  it.each([undefined, 3])('returns the fields that were written, header extension %s', (absSendTimeId) => {
    const packet = readRtp(writeRtp({ ...header, absSendTimeId }, counted(20)));
    expect(packet).toEqual({ ...header, payload: expect.anything() });
    expect([...(packet?.payload ?? [])]).toEqual([...counted(20)]);
  });

  it('skips contributing sources, and removes padding', () => {
    const plain = writeRtp(header, counted(4));
    const packet = Buffer.concat([plain.subarray(0, 12), Buffer.alloc(8), plain.subarray(12), Buffer.from([0, 0, 3])]);
    packet[0] = 0x80 | 0x20 | 2;
    expect([...(readRtp(packet)?.payload ?? [])]).toEqual([...counted(4)]);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a cut header', Buffer.alloc(11, 0x80)],
    ['another version', Buffer.alloc(20, 0x40)],
    ['an extension beyond the end', Buffer.from([0x90, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xbe, 0xde, 0xff, 0xff])],
    ['more padding than there is', Buffer.from([0xa0, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 200])],
  ])('rejects %s', (_, data) => {
    expect(readRtp(data)).toBeUndefined();
  });

  it('distinguishes RTCP from RTP by its type', () => {
    expect([
      isRtcp(Buffer.from([0x80, 201])),
      isRtcp(Buffer.from([0x80, 96])),
      isRtcp(Buffer.from([0x80, 0x80 | 96])),
    ]).toEqual([true, false, false]);
  });
});

describe('VP8 payloads', () => {
  it('become the frame they were cut from', () => {
    const frame = counted(3000).map((byte, i) => (i === 0 ? 0 : byte));
    const pieces = packetizeVp8(frame, 77).map(readVp8);
    expect(pieces.map((piece) => [piece?.first, piece?.keyFrame])).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
    expect(Buffer.concat(pieces.map((piece) => piece?.data ?? new Uint8Array()))).toEqual(Buffer.from(frame));
  });

  it('may carry every optional field', () => {
    // X, S; I with 7 bits, L, T and K; then the frame.
    expect(readVp8(Uint8Array.of(0x90, 0xf0, 5, 1, 0x40, 0x10, 9))?.data).toEqual(Uint8Array.of(0x10, 9));
    expect(readVp8(Uint8Array.of(0x10, 0x11))).toMatchObject({ first: true, keyFrame: false });
  });

  it.each([[[]], [[0x90]], [[0x90, 0x80, 0x80]], [[0x10]]])('are rejected when cut short: %j', (bytes) => {
    expect(readVp8(Uint8Array.from(bytes))).toBeUndefined();
  });
});

describe('H.264 payloads', () => {
  const unit = (type: number, length: number): number[] => [0, 0, 0, 1, 0x60 | type, ...counted(length)];

  it('become the access unit they were cut from', () => {
    const accessUnit = Uint8Array.from([...unit(7, 10), ...unit(8, 4), ...unit(5, 4000)]);
    const payloads = packetizeH264(accessUnit);
    expect(payloads.map(beginsH264KeyFrame)).toEqual([true, ...payloads.slice(1).map(() => false)]);
    expect(joinH264(payloads)).toEqual(Buffer.from(accessUnit));
  });

  it('begin a keyframe also when the parameter sets arrive one by one', () => {
    expect(beginsH264KeyFrame(Uint8Array.of(0x67, 1, 2))).toBe(true);
    expect(beginsH264KeyFrame(Uint8Array.of(0x65, 1, 2))).toBe(false);
  });

  it.each([
    ['an aggregate longer than its packet', [24, 0, 9, 1]],
    ['an empty unit in an aggregate', [24, 0, 0]],
    ['a fragment without data', [28, 0x85]],
    ['a kind of another mode', [25, 1, 2, 3]],
  ])('are rejected with %s', (_, payload) => {
    expect(joinH264([Uint8Array.from(payload)])).toBeUndefined();
  });
});
