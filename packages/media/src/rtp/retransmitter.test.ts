import { describe, expect, it } from 'vitest';
import { PacketHistory } from './packet-history.js';
import { Retransmitter } from './retransmitter.js';
import { RtpStream } from './rtp-stream.js';

function packets(count: number): Buffer[] {
  const stream = new RtpStream({ ssrc: 9, clockRateHz: 90_000 });
  return Array.from({ length: count }, () =>
    stream.write(new Uint8Array(988), { payloadType: 96, mediaMs: 0, marker: false }),
  );
}
const numberOf = (packet: Buffer): number => packet.readUInt16BE(2);

function remembering(all: readonly Buffer[]): Retransmitter {
  const retransmitter = new Retransmitter();
  for (const packet of all) retransmitter.remember(packet);
  return retransmitter;
}

const NOW = { nowMs: 1000, rttMs: 40, bitrateBps: 800_000 };

describe('Retransmitter', () => {
  it('resends missing packets, unchanged when the viewer knows no retransmission stream', () => {
    const all = packets(3);
    const missing = all[1] as Buffer;
    expect(remembering(all).answer([numberOf(missing)], NOW)).toEqual([missing]);
  });

  it('uses the retransmission stream when the viewer knows one', () => {
    const all = packets(2);
    const retransmitter = remembering(all);
    retransmitter.useRtx({ payloadType: 97, stream: new RtpStream({ ssrc: 77, clockRateHz: 90_000 }) });
    const [repeated] = retransmitter.answer([numberOf(all[0] as Buffer)], NOW);
    expect([repeated?.readUInt32BE(8), (repeated?.[1] ?? 0) & 0x7f]).toEqual([77, 97]);
    expect(repeated?.readUInt16BE(12)).toBe(numberOf(all[0] as Buffer));
  });

  it('does not resend a packet that is still on its way', () => {
    const all = packets(1);
    const sequence = numberOf(all[0] as Buffer);
    const retransmitter = remembering(all);
    const answered = [0, 60, 85, 400].map((laterMs) => {
      const now = { ...NOW, nowMs: 1000 + laterMs, rttMs: laterMs === 400 ? 500 : 40 };
      return retransmitter.answer([sequence], now).length;
    });
    expect(answered).toEqual([1, 0, 1, 0]);
  });

  it('stays within a quarter of the bitrate in a storm of requests', () => {
    const all = packets(500);
    const retransmitter = remembering(all);
    let bytes = 0;
    for (let nowMs = 0; nowMs <= 10_000; nowMs += 50) {
      for (const packet of retransmitter.answer(all.map(numberOf), { ...NOW, nowMs })) bytes += packet.length;
    }
    const quarterOfTenSeconds = (0.25 * 800_000 * 10) / 8;
    expect(bytes).toBeGreaterThan(0.9 * quarterOfTenSeconds);
    expect(bytes).toBeLessThan(1.2 * quarterOfTenSeconds);
    expect(retransmitter.counts.refused).toBeGreaterThan(50_000);
  });
});

describe('PacketHistory', () => {
  it('drops the oldest packets and never returns a newer packet for an old sequence number', () => {
    const history = new PacketHistory(4);
    const all = packets(6);
    for (const packet of all) history.add(packet);
    const found = all.map((packet) => history.takeForResend(numberOf(packet), 0, 80) === packet);
    expect(found).toEqual([false, false, true, true, true, true]);
  });

  it('rejects a capacity that is not a power of two', () => {
    expect(() => new PacketHistory(100)).toThrow(RangeError);
  });
});
