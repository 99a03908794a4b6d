import { describe, expect, it } from 'vitest';
import { parseRtcp } from '../rtcp/parse.js';
import { writeBitrateEstimate, writePictureLoss, writeReceiverReport } from '../rtcp/write-receiver.js';
import { RtpReception } from './reception.js';

const packet = (sequence: number, timestamp = 0) => ({
  sequence: sequence & 0xffff,
  timestamp,
  payloadType: 96,
  ssrc: 9,
  marker: false,
  payload: new Uint8Array(1),
});

describe('the report on a received stream', () => {
  it('counts missing packets, also across the wrap of sequence numbers, and late ones as received', () => {
    const reception = new RtpReception(9, 90_000);
    for (const sequence of [65_533, 65_534, 1, 0, 3]) reception.receive(packet(sequence), 0);
    expect(reception.report(0)).toMatchObject({ ssrc: 9, lost: 2, highestSequence: 65_536 + 3, fractionLost: 2 / 7 });
    for (const sequence of [4, 5, 6]) reception.receive(packet(sequence), 0);
    expect(reception.report(0)).toMatchObject({ lost: 2, fractionLost: 0 });
  });

  it('treats a jump of the sequence numbers as a new beginning, not as loss', () => {
    const reception = new RtpReception(9, 90_000);
    reception.receive(packet(10), 0);
    reception.receive(packet(20_000), 0);
    expect(reception.report(0)).toMatchObject({ lost: 0, fractionLost: 0 });
  });

  it('measures jitter in ticks, 0 for a steady stream even where its clock wraps', () => {
    const steady = new RtpReception(9, 90_000);
    for (let i = 0; i < 100; i++) steady.receive(packet(i, (2 ** 32 - 90_000 + i * 3600) % 2 ** 32), i * 40);
    expect(steady.report(0).jitter).toBe(0);
    const shaken = new RtpReception(9, 90_000);
    for (let i = 0; i < 200; i++) shaken.receive(packet(i, i * 3600), i * 40 + (i % 2) * 10);
    expect(shaken.report(0).jitter).toBeGreaterThan(800);
    expect(shaken.report(0).jitter).toBeLessThan(910);
  });

  it('contains the time since the sender’s own report', () => {
    const reception = new RtpReception(9, 90_000);
    expect(reception.report(0)).toMatchObject({ lastSenderReport: 0, delaySinceLastSenderReport: 0 });
    reception.senderReported(0xabcd0001, 1000);
    expect(reception.report(1500)).toMatchObject({
      lastSenderReport: 0xabcd0001,
      delaySinceLastSenderReport: 32_768,
    });
  });

  it('is written in the form in which reports are parsed', () => {
    const reception = new RtpReception(9, 90_000);
    for (const sequence of [1, 2, 4]) reception.receive(packet(sequence), 0);
    const report = reception.report(0);
    const all = Buffer.concat([
      writeReceiverReport(1, report),
      writeBitrateEstimate(1, 9, 400_000),
      writePictureLoss(1, 9),
    ]);
    expect(parseRtcp(all)).toEqual([
      { kind: 'reception', report: expect.objectContaining({ ssrc: 9, fractionLost: 0.25 }) },
      { kind: 'bitrate-estimate', bitrateBps: 400_000 },
      { kind: 'keyframe-request', ssrc: 9 },
    ]);
  });
});
