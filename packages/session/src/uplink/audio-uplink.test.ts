import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { AudioUplink } from './audio-uplink.js';
import { base64FromSamples } from './base64-sound.js';

let clock: FakeClock;
let made: number[];
let heard: number;
const uplink = (declaredRateHz?: number) =>
  new AudioUplink({
    createResample: (fromHz) => {
      made.push(fromHz);
      return (samples) => samples;
    },
    hear: (samples) => (heard += samples.length),
    declaredRateHz,
    clock,
    logger: silentLogger,
  });
beforeEach(() => {
  clock = new FakeClock();
  made = [];
  heard = 0;
});

describe('the microphone on the wire', () => {
  it('is heard, sample by sample', () => {
    const microphone = uplink();
    expect(microphone.started).toBe(false);
    expect(microphone.appendBase64(base64FromSamples(new Float32Array(480)))).toBe(true);
    expect(microphone.appendBytes(new Uint8Array(960))).toBe(true);
    expect([heard, microphone.started, made]).toEqual([960, true, [24_000]]);
  });

  it('drops and counts what is no sound', () => {
    const microphone = uplink();
    for (const text of ['', '%%%%', 'AAA=AAAA', Buffer.from([1]).toString('base64')]) microphone.appendBase64(text);
    microphone.appendBytes(Uint8Array.of(1, 2, 3));
    expect([microphone.dropped, heard, microphone.started]).toEqual([5, 0, false]);
  });

  it('believes a declared rate and guesses no more', () => {
    const microphone = uplink(16_000);
    for (let i = 0; i < 200; i++, clock.advance(20)) microphone.appendBytes(new Uint8Array(960));
    expect([microphone.rateHz, made]).toEqual([16_000, [24_000, 16_000]]);
  });

  it('finds out about a client that sends 16 kHz without a word', () => {
    const microphone = uplink();
    for (let i = 0; i < 40; i++, clock.advance(100)) microphone.appendBytes(new Uint8Array(3_200));
    expect([microphone.rateHz, made]).toEqual([16_000, [24_000, 16_000]]);
  });

  it('ignores a rate that no microphone has', () => {
    expect(uplink(12_345).rateHz).toBe(24_000);
  });
});
