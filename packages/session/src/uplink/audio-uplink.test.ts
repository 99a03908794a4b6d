import { silentLogger } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { AudioUplink } from './audio-uplink.js';
import { base64FromSamples, samplesFromBase64 } from '../frames/base64-sound.js';

let clock: FakeClock;
let made: number[];
let heard: number;
let warned: number;
let idle: number;
const uplink = (declaredRateHz?: number, fastest?: number) =>
  new AudioUplink({
    createResample: (fromHz) => {
      made.push(fromHz);
      return (samples) => samples;
    },
    hear: (samples) => (heard += samples.length),
    declaredRateHz,
    fastest,
    tooFast: () => warned++,
    idle: () => idle++,
    clock,
    logger: silentLogger,
  });
beforeEach(() => {
  clock = new FakeClock();
  made = [];
  heard = 0;
  warned = 0;
  idle = 0;
});

describe('the microphone on the wire', () => {
  it('is heard, sample by sample', () => {
    const microphone = uplink();
    expect(microphone.started).toBe(false);
    expect(microphone.append(samplesFromBase64(base64FromSamples(new Float32Array(480))))).toBe(true);
    expect(microphone.appendBytes(new Uint8Array(960))).toBe(true);
    expect([heard, microphone.started, made]).toEqual([960, true, [24_000]]);
  });

  it('R-09: is heard three times as fast as real time at most, after 15 s at once, and warns once', () => {
    const microphone = uplink(16_000, 3);
    const second = new Uint8Array(32_000);
    for (let i = 0; i < 20; i++) microphone.appendBytes(second);
    expect([heard / 16_000, warned]).toEqual([15, 1]);
    for (let tenth = 0; tenth < 100; tenth++) {
      microphone.appendBytes(second);
      clock.advance(100);
    }
    expect(heard / 16_000).toBeGreaterThan(15 + 29);
    expect(heard / 16_000).toBeLessThanOrEqual(15 + 30);
    expect(warned).toBe(1);
    clock.advance(60_000);
    for (let i = 0; i < 300; i++, clock.advance(20)) microphone.appendBytes(new Uint8Array(640));
    expect(warned).toBe(1);
  });

  it('R-09: keeps the beginning of what comes at once, and all of it where there is no limit', () => {
    uplink(16_000, 3).appendBytes(new Uint8Array(20 * 32_000));
    clock.advance(0);
    expect(heard / 16_000).toBe(15);
    uplink(16_000).appendBytes(new Uint8Array(20 * 32_000));
    clock.advance(0);
    expect(heard / 16_000).toBe(35);
  });

  it('R-09: works on half a second at a time, and on the rest of a message in later turns', () => {
    const microphone = uplink(16_000);
    microphone.appendBytes(new Uint8Array(4 * 32_000));
    expect([heard / 16_000, microphone.busy, idle]).toEqual([0.5, true, 0]);
    microphone.appendBytes(new Uint8Array(32_000));
    expect([heard / 16_000, microphone.busy, idle]).toEqual([4.5, true, 0]);
    clock.advance(0);
    expect([heard / 16_000, microphone.busy, idle]).toEqual([5, false, 1]);
    microphone.appendBytes(new Uint8Array(32_000));
    microphone.close();
    expect([microphone.busy, clock.pending]).toEqual([false, 0]);
  });

  it('drops and counts what is no sound', () => {
    const microphone = uplink();
    for (const text of ['', '%%%%', 'AAA=AAAA', Buffer.from([1]).toString('base64')])
      microphone.append(samplesFromBase64(text));
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
