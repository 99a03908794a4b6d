import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../../../tests/fixtures/audio/', import.meta.url);

/**
 * One of the recorded voices of tests/fixtures/audio.
 *
 * @param levelDb Mean level it is brought to, dBFS.
 * @returns Mono at 16 kHz, −1…1.
 */
export function recording(name: string, levelDb = -20): Float32Array {
  const wav = readFileSync(new URL(`${name}.wav`, FOLDER));
  const from = wav.indexOf('data') + 8;
  const samples = Float32Array.from({ length: (wav.length - from) >> 1 }, (_, i) => wav.readInt16LE(from + 2 * i));
  const gain = 10 ** (levelDb / 20) / rms(samples);
  return samples.map((sample) => sample * gain);
}

/** Root mean square. */
export function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}
