import { PcmStream, type PcmFormat } from './pcm-stream.js';

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const FMT_BYTES = 16;
/** Codings that can be read, by their number and their bits. */
const CODINGS: Readonly<Record<string, PcmFormat['coding']>> = { '1/16': 'int16', '3/32': 'float32' };
/** The coding then stands at the beginning of the GUID at the end of the format chunk. */
const EXTENSIBLE = 0xfffe;
const GUID_AT = 24;
/** Programs that do not know the length when they write the header write 0, or a length near the largest one. */
const UNKNOWN_LENGTH = 0x7fff_0000;
/** Far more than a header has. */
const MAX_FMT_BYTES = 4_096;

/** A chunk of which only the beginning has come. */
interface Body {
  /** Reads the chunk; `undefined` for a chunk that is passed over. */
  readonly sound: PcmStream | undefined;
  left: number;
}

/**
 * Reads a WAV file while it arrives, in pieces of any length. The stated length of its sound need not be known: 0, and
 * lengths that no file has, stand for the rest of the stream. A second file behind the first one is read on.
 *
 * @see Multimedia Programming Interface and Data Specifications 1.0, RIFF
 */
export class WavStream {
  /** The beginning of a header that has not come completely. */
  #held = new Uint8Array(0);
  #format: (PcmFormat & { readonly rateHz: number }) | undefined;
  #begun = false;
  #body: Body | undefined;

  /** Hz; `undefined` until the header has come. */
  get rateHz(): number | undefined {
    return this.#format?.rateHz;
  }

  /**
   * @returns The samples that are complete, mono, −1…1, in pieces.
   * @throws {RangeError} When the stream is not a WAV file of 16-bit PCM or 32-bit floats, or changes its rate.
   */
  push(bytes: Uint8Array): Float32Array[] {
    const samples: Float32Array[] = [];
    let rest = new Uint8Array(this.#held.length + bytes.length);
    rest.set(this.#held);
    rest.set(bytes, this.#held.length);
    for (;;) {
      const taken = this.#body ? this.#takeBody(this.#body, rest, samples) : this.#takeHeader(rest);
      if (taken === 0) break;
      rest = rest.subarray(taken);
    }
    this.#held = rest.slice();
    return samples;
  }

  #takeBody(body: Body, bytes: Uint8Array, samples: Float32Array[]): number {
    const taken = Math.min(bytes.length, body.left);
    if (body.sound && taken > 0) samples.push(body.sound.push(bytes.subarray(0, taken)));
    body.left -= taken;
    if (body.left === 0) this.#body = undefined;
    return taken;
  }

  /** @returns The number of bytes that were read; 0 where more must come first. */
  #takeHeader(bytes: Uint8Array): number {
    if (bytes.length < RIFF_HEADER_BYTES) return 0;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = view.getUint32(4, true);
    const id = tagAt(bytes, 0);
    if (id === 'RIFF' && tagAt(bytes, 8) === 'WAVE') {
      this.#begun = true;
      return RIFF_HEADER_BYTES;
    }
    if (!this.#begun) throw new RangeError('This is not a WAV file');
    if (id === 'fmt ') return this.#takeFormat(view, length);
    this.#body = { sound: undefined, left: length + (length % 2) };
    if (id === 'data') this.#body = this.#soundBody(length);
    return CHUNK_HEADER_BYTES;
  }

  #takeFormat(view: DataView, length: number): number {
    if (length < FMT_BYTES || length > MAX_FMT_BYTES) throw new RangeError('The format of the WAV file is damaged');
    const taken = CHUNK_HEADER_BYTES + length + (length % 2);
    if (view.byteLength < taken) return 0;
    const format = formatOf(new DataView(view.buffer, view.byteOffset + CHUNK_HEADER_BYTES, length));
    if (this.#format && format.rateHz !== this.#format.rateHz)
      throw new RangeError(`The rate changes from ${this.#format.rateHz} to ${format.rateHz} Hz`);
    this.#format = format;
    return taken;
  }

  #soundBody(length: number): Body {
    if (!this.#format) throw new RangeError('The WAV file has no format');
    const isUnknown = length === 0 || length >= UNKNOWN_LENGTH;
    return { sound: new PcmStream(this.#format), left: isUnknown ? Infinity : length + (length % 2) };
  }
}

const tagAt = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));

function formatOf(view: DataView): PcmFormat & { readonly rateHz: number } {
  const stated = view.getUint16(0, true);
  const number = stated === EXTENSIBLE && view.byteLength >= GUID_AT + 2 ? view.getUint16(GUID_AT, true) : stated;
  const [channels, rateHz, bits] = [view.getUint16(2, true), view.getUint32(4, true), view.getUint16(14, true)];
  const coding = CODINGS[`${number}/${bits}`];
  if (coding === undefined)
    throw new RangeError(`Only 16-bit PCM and 32-bit floats can be read; this is coding ${number} with ${bits} bits`);
  if (channels === 0 || rateHz === 0) throw new RangeError('The format of the WAV file is damaged');
  return { coding, channels, rateHz };
}
