import { readFileSync } from 'node:fs';
import { floatFromInt16, readWav } from '@visavis/sound';

const FOLDER = new URL('../../../../tests/fixtures/audio/', import.meta.url);

/**
 * One of the recorded voices of tests/fixtures/audio.
 *
 * @param levelDb Mean level it is brought to, dBFS.
 * @returns Mono at 16 kHz, −1…1.
 */
export function recording(name: string, levelDb = -20): Float32Array {
  const samples = floatFromInt16(readWav(readFileSync(new URL(`${name}.wav`, FOLDER))).samples);
  const gain = 10 ** (levelDb / 20) / rms(samples);
  return samples.map((sample) => sample * gain);
}

/** Root mean square. */
export function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}
