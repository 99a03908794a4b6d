import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { MicrophoneGap } from './microphone-gap.js';

let clock: FakeClock;
let heard: number[];
let gap: MicrophoneGap;
beforeEach(() => {
  clock = new FakeClock();
  heard = [];
  gap = new MicrophoneGap(clock, (samples) => heard.push(samples.length));
});

describe('a microphone whose client is lost', () => {
  it('is silent after a second, once', () => {
    gap.begin();
    clock.advance(999);
    expect(heard).toEqual([]);
    clock.advance(20_000);
    expect(heard).toEqual([32_000]);
  });

  it('has only swallowed a word when the client is back within that second', () => {
    gap.begin();
    clock.advance(900);
    gap.end();
    clock.advance(20_000);
    expect(heard).toEqual([]);
  });

  it('keeps nothing waiting when the session ends', () => {
    gap.begin();
    gap.close();
    expect(clock.pending).toBe(0);
  });
});
