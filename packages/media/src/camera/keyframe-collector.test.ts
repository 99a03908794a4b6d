import { describe, expect, it } from 'vitest';
import { packetizeH264 } from '../rtp/packetize-h264.js';
import { packetizeVp8 } from '../rtp/packetize-vp8.js';
import type { RtpPacket } from '../rtp/read-rtp.js';
import { KeyFrameCollector } from './keyframe-collector.js';

const KEY = Uint8Array.from({ length: 5000 }, (_, i) => (i === 0 ? 0x10 : i & 0xff));
const DELTA = Uint8Array.from({ length: 3000 }, (_, i) => (i === 0 ? 0x11 : i & 0xff));

function packets(payloads: readonly Uint8Array[], sequence: number, timestamp: number): RtpPacket[] {
  return payloads.map((payload, i) => ({
    payload,
    sequence: (sequence + i) & 0xffff,
    timestamp,
    payloadType: 96,
    ssrc: 1,
    marker: i === payloads.length - 1,
  }));
}
const key = packets(packetizeVp8(KEY, 1), 65_534, 9000);
const delta = packets(packetizeVp8(DELTA, 2), 2, 12_000);
const frames = (all: readonly RtpPacket[], collector = new KeyFrameCollector('vp8')): Uint8Array[] =>
  all.map((packet) => collector.push(packet)).filter((frame) => frame !== undefined);

describe('keyframes of a camera', () => {
  it('are reassembled, and every other frame is skipped', () => {
    expect(frames([...delta, ...key, ...delta]).map((frame) => Buffer.from(frame))).toEqual([Buffer.from(KEY)]);
  });

  it('may arrive with their packets out of order, once the first is there', () => {
    const [first, ...rest] = key as [RtpPacket, ...RtpPacket[]];
    expect(frames([first, ...rest.reverse()])).toHaveLength(1);
    expect(frames([first, ...delta, ...rest])).toHaveLength(1);
  });

  it('are returned once, however often their packets arrive', () => {
    expect(frames([...key.slice(0, 2), ...key])).toHaveLength(1);
  });

  it('are dropped when a packet is missing, and the next one is returned', () => {
    const late = packets(packetizeVp8(KEY, 3), 200, 90_000);
    expect(frames([...key.slice(0, 1), ...key.slice(2), ...packets([DELTA], 150, 80_000), ...late])).toHaveLength(1);
    expect(frames([...key.slice(0, 1), ...key.slice(2), ...late])).toHaveLength(1);
  });

  it('of H.264 begin with their parameter sets', () => {
    const unit = Buffer.concat([
      Buffer.from('00000001674201', 'hex'),
      Buffer.from('0000000168ce', 'hex'),
      Buffer.from('0000000165', 'hex'),
      KEY.map((byte) => byte | 1),
    ]);
    const all = packets(packetizeH264(unit), 10, 9000);
    expect(Buffer.from(frames(all, new KeyFrameCollector('h264'))[0] ?? [])).toEqual(unit);
    expect(frames(all.slice(1), new KeyFrameCollector('h264'))).toEqual([]);
  });

  it('never take more memory than one large frame', () => {
    const collector = new KeyFrameCollector('vp8');
    const endless = packets(Array<Uint8Array>(5000).fill(KEY.slice(0, 100)), 0, 1);
    for (const packet of endless) expect(collector.push({ ...packet, marker: false })).toBeUndefined();
  });
});
