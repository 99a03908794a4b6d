import { floatFromInt16, int16FromFloat, writePcm16 } from './pcm.js';
import { StreamResampler } from './stream-resampler.js';

/** One channel of 16-bit sound. */
export interface Recording {
  readonly rateHz: number;
  readonly samples: Int16Array;
}

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const FMT_BYTES = 16;
const DATA_AT = RIFF_HEADER_BYTES + CHUNK_HEADER_BYTES + FMT_BYTES + CHUNK_HEADER_BYTES;
const PCM = 1;

/**
 * Reads a WAV file.
 *
 * @param wav The file's bytes. A last chunk that was cut short is read as far as it goes.
 * @throws {RangeError} When the bytes are not a WAV file of 16-bit mono PCM.
 * @see Multimedia Programming Interface and Data Specifications 1.0, RIFF
 */
export function readWav(wav: Uint8Array): Recording {
  const format = chunk(wav, 'fmt ');
  const data = chunk(wav, 'data');
  if (!format || !data || format.byteLength < FMT_BYTES) throw new RangeError('This is not a WAV file');
  const [coding, channels, bits] = [format.getUint16(0, true), format.getUint16(2, true), format.getUint16(14, true)];
  if (coding !== PCM || channels !== 1 || bits !== 16)
    throw new RangeError(`Only 16-bit mono PCM can be read; this has ${bits} bits and ${channels} channels`);
  const samples = new Int16Array(data.byteLength >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = data.getInt16(2 * i, true);
  return { rateHz: format.getUint32(4, true), samples };
}

function chunk(wav: Uint8Array, id: string): DataView | undefined {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= wav.length;) {
    const bytes = view.getUint32(at + 4, true);
    const from = at + CHUNK_HEADER_BYTES;
    if (String.fromCharCode(...wav.subarray(at, at + 4)) === id)
      return new DataView(wav.buffer, wav.byteOffset + from, Math.min(bytes, wav.length - from));
    at = from + bytes + (bytes % 2);
  }
  return undefined;
}

/** @returns The bytes of a WAV file. */
export function writeWav({ rateHz, samples }: Recording): Uint8Array {
  const wav = new Uint8Array(DATA_AT + 2 * samples.length);
  const view = new DataView(wav.buffer);
  const name = (at: number, id: string): void =>
    wav.set(
      [...id].map((letter) => letter.charCodeAt(0)),
      at,
    );
  name(0, 'RIFF');
  view.setUint32(4, wav.length - CHUNK_HEADER_BYTES, true);
  name(8, 'WAVEfmt ');
  view.setUint32(16, FMT_BYTES, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, 2 * rateHz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  name(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  wav.set(writePcm16(samples), DATA_AT);
  return wav;
}

/** @returns The same sound at another rate; the same samples, not a copy, when the rate stays. */
export function resampled({ rateHz, samples }: Recording, toHz: number): Recording {
  if (rateHz === toHz) return { rateHz, samples };
  return { rateHz: toHz, samples: int16FromFloat(new StreamResampler(rateHz, toHz).push(floatFromInt16(samples))) };
}
