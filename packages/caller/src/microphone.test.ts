import { FakeClock } from '@visavis/core/testing';
import { WIRE_RATE_HZ } from '@visavis/sound';
import { beforeEach, describe, expect, it } from 'vitest';
import { FRAME_MS, Microphone } from './microphone.js';

const FRAME_SAMPLES = (WIRE_RATE_HZ * FRAME_MS) / 1000;

let clock: FakeClock;
let frames: Int16Array[];
let microphone: Microphone;
beforeEach(() => {
  clock = new FakeClock();
  frames = [];
  microphone = new Microphone({ send: (message) => frames.push(samplesOf(message)) }, clock);
});

function samplesOf(message: object): Int16Array {
  const { data } = message as { data: { audio: string } };
  const bytes = Buffer.from(data.audio, 'base64');
  return Int16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(2 * i));
}

describe('a microphone', () => {
  it('sends silence in real time', () => {
    clock.advance(1_000);
    expect(frames).toHaveLength(1_000 / FRAME_MS);
    expect(frames.every((frame) => frame.length === FRAME_SAMPLES && frame.every((sample) => sample === 0))).toBe(true);
  });

  it('sends a whole recording from the moment it is said, and silence after it', () => {
    clock.advance(3 * FRAME_MS);
    const recording = Int16Array.from({ length: 2.5 * FRAME_SAMPLES }, (_, i) => i + 1);
    expect(microphone.say(recording)).toBe(3 * FRAME_MS);
    clock.advance(3 * FRAME_MS);
    const sent = Int16Array.from(frames.slice(3).flatMap((frame) => [...frame]));
    expect(sent.subarray(0, recording.length)).toEqual(recording);
    expect(sent.subarray(recording.length).every((sample) => sample === 0)).toBe(true);
  });

  it('catches up after a late timer', () => {
    const late = new FakeClock();
    let nowMs = 0;
    const sent: object[] = [];
    new Microphone({ send: (message) => sent.push(message) }, { nowMs: () => nowMs, after: late.after.bind(late) });
    nowMs = 10 * FRAME_MS;
    late.advance(FRAME_MS / 4);
    expect(sent).toHaveLength(10);
  });

  it('leaves no timer behind when it is closed', () => {
    microphone.close();
    microphone.close();
    expect(clock.pending).toBe(0);
  });
});
