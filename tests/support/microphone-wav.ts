import { readFile, writeFile } from 'node:fs/promises';

/** One stretch of what a microphone hears: silence, or a recording. */
export type Stretch = { silenceMs: number } | { file: string };

/** Rate of the recordings in tests/fixtures/audio. */
const RATE_HZ = 16_000;
const HEADER_BYTES = 44;

/**
 * Writes a WAV file (16-bit mono) of recordings and silence in a row.
 * @returns When each stretch starts, ms from the beginning of the file; the last value is the length of the file.
 */
export async function composeMicrophone(target: string, stretches: readonly Stretch[]): Promise<number[]> {
  const startsMs: number[] = [];
  const parts: Buffer[] = [];
  let bytes = 0;
  for (const stretch of stretches) {
    startsMs.push(toMs(bytes));
    const part =
      'file' in stretch ? await readSamples(stretch.file) : Buffer.alloc(((stretch.silenceMs * RATE_HZ) / 1000) * 2);
    parts.push(part);
    bytes += part.length;
  }
  await writeFile(target, Buffer.concat([header(bytes), ...parts]));
  return [...startsMs, toMs(bytes)];
}

const toMs = (bytes: number): number => (bytes / 2 / RATE_HZ) * 1000;

/** The samples of a WAV file, little-endian. @throws {Error} When the file is not 16-bit mono at {@link RATE_HZ}. */
export async function readSamples(file: string): Promise<Buffer> {
  const wav = await readFile(file);
  const fmt = chunk(wav, 'fmt ');
  const [channels, rateHz, bits] = [fmt.readUInt16LE(2), fmt.readUInt32LE(4), fmt.readUInt16LE(14)];
  if (channels !== 1 || rateHz !== RATE_HZ || bits !== 16)
    throw new Error(`${file} is not 16-bit mono at ${RATE_HZ} Hz`);
  return chunk(wav, 'data');
}

/** @see Multimedia Programming Interface and Data Specifications 1.0, RIFF */
function chunk(wav: Buffer, id: string): Buffer {
  for (let at = 12; at + 8 <= wav.length;) {
    const size = wav.readUInt32LE(at + 4);
    if (wav.toString('latin1', at, at + 4) === id) return wav.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error(`No ${id} chunk`);
}

function header(dataBytes: number): Buffer {
  const riff = Buffer.alloc(HEADER_BYTES);
  riff.write('RIFF', 0, 'latin1');
  riff.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  riff.write('WAVEfmt ', 8, 'latin1');
  riff.writeUInt32LE(16, 16);
  riff.writeUInt16LE(1, 20);
  riff.writeUInt16LE(1, 22);
  riff.writeUInt32LE(RATE_HZ, 24);
  riff.writeUInt32LE(RATE_HZ * 2, 28);
  riff.writeUInt16LE(2, 32);
  riff.writeUInt16LE(16, 34);
  riff.write('data', 36, 'latin1');
  riff.writeUInt32LE(dataBytes, 40);
  return riff;
}
