import { CodedError } from '@visavis/core';
import { PcmStream, WavStream } from '@visavis/sound';
import { MAGIC_BYTES, soundFormat } from './sound-format.js';

/** Sound that was read from a body. */
export interface DecodedSound {
  /** Mono, −1…1. */
  readonly samples: Float32Array;
  readonly rateHz: number;
}

interface Reader {
  /** `undefined` until it is known. */
  readonly rateHz: number | undefined;
  push(bytes: Uint8Array): readonly Float32Array[];
}

/** Reads the sound of a body that arrives in pieces of any length, in any format that needs no codec. */
export class SoundDecoder {
  readonly #contentType: string;
  readonly #what: string;
  #start = new Uint8Array(0);
  #reader: Reader | undefined;

  /** @param what The subject of an error's message: the service. */
  constructor(contentType: string, what: string) {
    this.#contentType = contentType;
    this.#what = what;
  }

  /** @throws {CodedError} `provider.failed`, one sentence about what was sent instead. */
  *push(bytes: Uint8Array): Generator<DecodedSound> {
    let input = bytes;
    if (!this.#reader) {
      input = Buffer.concat([this.#start, bytes]);
      if (input.length < MAGIC_BYTES) {
        this.#start = input.slice();
        return;
      }
      this.#reader = this.#readerFor(input);
    }
    yield* this.#read(this.#reader, input);
  }

  /** No more comes: a body that was too short to have a format is read as its type says. */
  *end(): Generator<DecodedSound> {
    if (this.#reader || this.#start.length === 0) return;
    yield* this.#read(this.#readerFor(this.#start), this.#start);
  }

  *#read(reader: Reader, bytes: Uint8Array): Generator<DecodedSound> {
    try {
      for (const samples of reader.push(bytes))
        if (reader.rateHz !== undefined && samples.length > 0) yield { samples, rateHz: reader.rateHz };
    } catch (error) {
      if (error instanceof RangeError) throw this.#failure(`sent a WAV file that cannot be read: ${error.message}`);
      throw error;
    }
  }

  #readerFor(start: Uint8Array): Reader {
    const found = soundFormat(this.#contentType, start);
    if (found.kind === 'wav') return new WavStream();
    if (found.kind === 'unreadable') throw this.#failure(`sends ${found.name}: only WAV and raw PCM can be read`);
    const stream = new PcmStream(found.format);
    return { rateHz: found.rateHz, push: (bytes) => [stream.push(bytes)] };
  }

  #failure(message: string): CodedError {
    return new CodedError('provider.failed', `${this.#what} ${message}`);
  }
}
