import { describe, expect, it } from 'vitest';
import { describeConnection, stageRows } from './timing-words.js';

describe('the timing of a turn in words', () => {
  it('shows the stages in the order they happen', () => {
    expect(stageRows({ synthesisMs: 80, endpointMs: 500, recognitionMs: 20 }).map(({ ms }) => ms)).toEqual([
      500, 20, 80,
    ]);
  });

  it('shows a stage it does not know by its own name', () => {
    expect(stageRows({ warm_up_ms: 7, secondThoughtMs: 9 })).toEqual([
      { label: 'warm up', ms: 7 },
      { label: 'second thought', ms: 9 },
    ]);
  });

  it('says what is known of the connection and leaves out the rest', () => {
    expect(describeConnection({})).toBe('');
    expect(describeConnection({ frameWidth: 512, frameHeight: 512, framesPerSecond: 24.9, packetsLost: 0 })).toBe(
      '512 × 512 · 25 pictures a second',
    );
    expect(describeConnection({ videoBehindAudioMs: -12.4 })).toBe('lips 12 ms before the sound');
  });
});
