import { StreamResampler } from '@visavis/media';

/** One channel of 16-bit sound. */
export interface Recording {
  readonly rateHz: number;
  readonly samples: Int16Array;
}

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const FMT_BYTES = 16;
const PCM = 1;

/**
 * @param wav A file's bytes, as much as there is: a last chunk that was cut short is read as far as it goes.
 * @throws {RangeError} When it is not a WAV file of 16-bit mono PCM.
 * @see Multimedia Programming Interface and Data Specifications 1.0, RIFF
 */
export function readWav(wav: Buffer): Recording {
  const format = chunk(wav, 'fmt ');
  const data = chunk(wav, 'data');
  if (!format || !data || format.length < FMT_BYTES) throw new RangeError('This is not a WAV file');
  const [coding, channels, bits] = [format.readUInt16LE(0), format.readUInt16LE(2), format.readUInt16LE(14)];
  if (coding !== PCM || channels !== 1 || bits !== 16)
    throw new RangeError(`Only 16-bit mono PCM can be read; this has ${bits} bits and ${channels} channels`);
  const samples = new Int16Array(data.length >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = data.readInt16LE(2 * i);
  return { rateHz: format.readUInt32LE(4), samples };
}

function chunk(wav: Buffer, id: string): Buffer | undefined {
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= wav.length;) {
    const bytes = wav.readUInt32LE(at + 4);
    const from = at + CHUNK_HEADER_BYTES;
    if (wav.toString('latin1', at, at + 4) === id) return wav.subarray(from, from + bytes);
    at = from + bytes + (bytes % 2);
  }
  return undefined;
}

/** The bytes of a WAV file. */
export function writeWav({ rateHz, samples }: Recording): Buffer {
  const bytes = 2 * samples.length;
  const header = Buffer.alloc(RIFF_HEADER_BYTES + CHUNK_HEADER_BYTES + FMT_BYTES + CHUNK_HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(header.length - CHUNK_HEADER_BYTES + bytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(FMT_BYTES, 16);
  header.writeUInt16LE(PCM, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rateHz, 24);
  header.writeUInt32LE(2 * rateHz, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(bytes, 40);
  return Buffer.concat([header, littleEndian(samples)]);
}

/** Samples as they go over the wire and into files. */
export function littleEndian(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(2 * samples.length);
  samples.forEach((sample, i) => bytes.writeInt16LE(sample, 2 * i));
  return bytes;
}

/** The same sound at another rate. */
export function resampled({ rateHz, samples }: Recording, toHz: number): Recording {
  if (rateHz === toHz) return { rateHz, samples };
  const floats = new StreamResampler(rateHz, toHz).push(Float32Array.from(samples, (sample) => sample / 32_768));
  const clipped = Int16Array.from(floats, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))));
  return { rateHz: toHz, samples: clipped };
}
