import { FakeClock } from '@visavis/core/testing';
import { describe, expect, it } from 'vitest';
import { VoiceGate } from './voice-gate.js';

describe('S-08: the first words', () => {
  const gate = () => {
    const clock = new FakeClock();
    const opened: number[] = [];
    return { clock, opened, gate: new VoiceGate(clock, () => opened.push(clock.nowMs())) };
  };

  it('wait until the viewer can hear them', () => {
    const { clock, opened, gate: voice } = gate();
    clock.advance(100);
    voice.mediaConnected();
    voice.mediaConnected();
    clock.advance(10_000);
    expect([opened, clock.pending]).toEqual([[300], 0]);
  });

  it('do not wait for ever', () => {
    const { clock, opened } = gate();
    clock.advance(10_000);
    expect(opened).toEqual([8_000]);
  });

  it('are forgotten with the session', () => {
    const { clock, opened, gate: voice } = gate();
    voice.close();
    clock.advance(10_000);
    expect([opened, clock.pending]).toEqual([[], 0]);
  });
});
