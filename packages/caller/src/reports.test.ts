import { expect, it } from 'vitest';
import { bitrateEstimate, receiverReport } from './reports.js';

it('a report names the stream and no loss', () => {
  const packet = receiverReport(0xdecafbad);
  expect(packet.length).toBe(4 * (packet.readUInt16BE(2) + 1));
  expect(packet.readUInt32BE(8)).toBe(0xdecafbad);
  expect(packet.subarray(12).every((byte) => byte === 0)).toBe(true);
});

it.each([30_000, 600_000, 2_000_000, 400_000_000])('an estimate of %i bit/s is encoded within 0.01 %%', (bps) => {
  const packet = bitrateEstimate(7, bps);
  const bits = packet.readUInt32BE(16);
  const encodedBps = (bits & 0x3ffff) * 2 ** ((bits >>> 18) & 0x3f);
  expect(bits >>> 24).toBe(1);
  expect(Math.abs(encodedBps - bps) / bps).toBeLessThan(1e-4);
});
