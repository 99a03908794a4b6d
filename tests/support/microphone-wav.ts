import { readFile, writeFile } from 'node:fs/promises';
import { readWav, writeWav, type Recording } from '@visavis/sound';

/** One stretch of what a microphone hears: silence, or a recording. */
export type Stretch = { silenceMs: number } | { file: string };

/** Rate of the recordings in tests/fixtures/audio. */
const RATE_HZ = 16_000;

/**
 * Writes a WAV file (16-bit mono) of recordings and silence in a row.
 * @returns When each stretch starts, ms from the beginning of the file; the last value is the length of the file.
 */
export async function composeMicrophone(target: string, stretches: readonly Stretch[]): Promise<number[]> {
  const parts = await Promise.all(stretches.map(samplesOf));
  const starts = parts.reduce((ends, { length }) => [...ends, ends.at(-1)! + length], [0]);
  const samples = new Int16Array(starts.at(-1)!);
  parts.forEach((part, i) => samples.set(part, starts[i]));
  await writeFile(target, writeWav({ rateHz: RATE_HZ, samples }));
  return starts.map((start) => (start / RATE_HZ) * 1000);
}

async function samplesOf(stretch: Stretch): Promise<Int16Array> {
  return 'file' in stretch
    ? (await readRecording(stretch.file)).samples
    : new Int16Array((stretch.silenceMs * RATE_HZ) / 1000);
}

/** @throws {RangeError} When the file is not a WAV file of 16-bit mono at {@link RATE_HZ}. */
export async function readRecording(file: string): Promise<Recording> {
  const recording = readWav(await readFile(file));
  if (recording.rateHz !== RATE_HZ) throw new RangeError(`${file} has ${recording.rateHz} Hz, not ${RATE_HZ}`);
  return recording;
}
