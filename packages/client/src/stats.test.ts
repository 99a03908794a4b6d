import { describe, expect, it } from 'vitest';
import { summarise } from './stats.js';

const report = new Map<string, object>(
  [
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
    { id: 'P', type: 'candidate-pair', currentRoundTripTime: 0.012, localCandidateId: 'L' },
    { id: 'L', type: 'local-candidate', candidateType: 'host' },
    { id: 'C', type: 'codec', mimeType: 'video/VP8' },
    {
      id: 'V',
      type: 'inbound-rtp',
      kind: 'video',
      codecId: 'C',
      framesPerSecond: 25,
      packetsLost: 1,
      jitterBufferDelay: 3,
      jitterBufferEmittedCount: 100,
      estimatedPlayoutTimestamp: 990,
    },
    { id: 'A', type: 'inbound-rtp', kind: 'audio', packetsLost: 2, estimatedPlayoutTimestamp: 1000 },
  ].map((entry) => [entry.id, entry]),
);

describe('figures of the connection', () => {
  it('are read from a report of the browser', () => {
    expect(summarise(report)).toEqual({
      roundTripMs: 12,
      localCandidateType: 'host',
      videoCodec: 'VP8',
      framesPerSecond: 25,
      packetsLost: 3,
      videoJitterBufferMs: 30,
      videoBehindAudioMs: 10,
    });
  });

  it('are absent where the browser does not report them', () => {
    expect(summarise(new Map())).toEqual({});
  });
});
