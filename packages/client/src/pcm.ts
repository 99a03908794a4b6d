import { Resampler } from './resampler.js';

/** Sample rate of the microphone on the wire. */
export const WIRE_RATE_HZ = 24_000;
/** Sound in one message: short enough not to delay, long enough to keep messages few. */
export const FRAME_MS = 20;
export const FRAME_SAMPLES = (WIRE_RATE_HZ * FRAME_MS) / 1000;

/** Turns blocks of microphone samples at any rate into frames for the wire. */
export class Framer {
  readonly #resampler: Resampler | undefined;
  readonly #frame = new Float32Array(FRAME_SAMPLES);
  #filled = 0;

  /** @param fromHz Rate of the blocks. */
  constructor(fromHz: number) {
    this.#resampler = fromHz === WIRE_RATE_HZ ? undefined : new Resampler(fromHz, WIRE_RATE_HZ);
  }

  /**
   * @param block Mono, −1…1, any length. Calls `onFrame` with {@link FRAME_SAMPLES} samples, valid during the call
   * only.
   */
  push(block: Float32Array, onFrame: (frame: Float32Array) => void): void {
    const samples = this.#resampler?.push(block) ?? block;
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + FRAME_SAMPLES - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < FRAME_SAMPLES) continue;
      this.#filled = 0;
      onFrame(this.#frame);
    }
  }
}

/** @param samples −1…1; louder samples are clipped. @returns Little-endian 16-bit PCM. */
export function encodePcm16(samples: Float32Array): ArrayBuffer {
  const bytes = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, i) => {
    const clipped = Math.max(-1, Math.min(1, sample));
    bytes.setInt16(i * 2, Math.round(clipped * (clipped < 0 ? 0x8000 : 0x7fff)), true);
  });
  return bytes.buffer;
}

/** Encodes bytes as base64 (RFC 4648 §4). */
export const toBase64 = (bytes: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** @returns Root mean square of the samples, 0…1. */
export function rms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}

/** Quietest and loudest level a meter shows, dB below full scale: a quiet room and a raised voice. */
const METER_FLOOR_DB = -60;
const METER_TOP_DB = -12;

/** @returns Where a level meter should stand for this sound, 0…1, even steps in decibels as the ear hears them. */
export function meterLevel(samples: Float32Array): number {
  const db = 20 * Math.log10(Math.max(rms(samples), 1e-9));
  return Math.max(0, Math.min(1, (db - METER_FLOOR_DB) / (METER_TOP_DB - METER_FLOOR_DB)));
}
