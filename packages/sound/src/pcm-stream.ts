/** How the samples of raw sound are written, little-endian. */
export interface PcmFormat {
  readonly coding: 'int16' | 'float32';
  /** Interleaved. */
  readonly channels: number;
}

/** Sample width, bytes. */
const WIDTH = { int16: 2, float32: 4 } as const;

/** Reads raw sound that arrives in pieces of any length: a sample that a piece cuts in two is kept for the next one. */
export class PcmStream {
  readonly #format: PcmFormat;
  readonly #frameBytes: number;
  #held = new Uint8Array(0);

  constructor(format: PcmFormat = { coding: 'int16', channels: 1 }) {
    this.#format = format;
    this.#frameBytes = WIDTH[format.coding] * format.channels;
  }

  /** @returns The samples that are complete, −1…1; channels are mixed to one. The caller owns them. */
  push(bytes: Uint8Array): Float32Array {
    const input = new Uint8Array(this.#held.length + bytes.length);
    input.set(this.#held);
    input.set(bytes, this.#held.length);
    const frames = Math.floor(input.length / this.#frameBytes);
    this.#held = input.slice(frames * this.#frameBytes);
    const samples = new Float32Array(frames);
    const view = new DataView(input.buffer);
    for (let i = 0; i < frames; i++) samples[i] = this.#frame(view, i * this.#frameBytes);
    return samples;
  }

  #frame(view: DataView, at: number): number {
    const { coding, channels } = this.#format;
    let sum = 0;
    for (let i = 0; i < channels; i++)
      sum += coding === 'int16' ? view.getInt16(at + 2 * i, true) / 32_768 : view.getFloat32(at + 4 * i, true);
    return sum / channels;
  }
}
