/** Zero crossings of the sinc on each side, at the lower of the two rates: enough for −60 dB outside the pass band. */
const REACH = 16;
/** Where the pass band ends, as a share of the lower rate's Nyquist frequency. */
const CUTOFF = 0.9;

/**
 * Changes the rate of one endless mono stream, in pieces of any length: a polyphase windowed-sinc filter (Smith,
 * "Digital Audio Resampling"), exact for every rational ratio. Delays by half the filter, about 1 ms at 16 kHz.
 */
export class StreamResampler {
  /** One row of weights for each position an output sample can have between two input samples. */
  readonly #rows: readonly Float32Array[];
  readonly #up: number;
  readonly #down: number;
  /** Input that the filter still needs. */
  #kept: Float32Array;
  /** Position of the next output sample, in 1/up input samples from the start of `#kept`. */
  #position = 0;

  /** @throws {RangeError} When a rate is not a positive whole number. */
  constructor(fromHz: number, toHz: number) {
    for (const rate of [fromHz, toHz])
      if (!Number.isInteger(rate) || rate <= 0)
        throw new RangeError(`A rate must be a positive whole number, got ${rate}`);
    const divisor = greatestCommonDivisor(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    this.#rows = designRows(this.#up, this.#down);
    this.#kept = new Float32Array((this.#rows[0]?.length ?? 0) - 1);
  }

  /** @param samples −1…1. @returns The samples that can be computed so far; the caller owns them. */
  push(samples: Float32Array): Float32Array {
    const input = new Float32Array(this.#kept.length + samples.length);
    input.set(this.#kept);
    input.set(samples, this.#kept.length);
    const taps = this.#rows[0]?.length ?? 0;
    const last = (input.length - taps) * this.#up;
    const count = Math.max(0, Math.floor((last - this.#position) / this.#down) + 1);
    const output = new Float32Array(count);
    for (let i = 0; i < count; i++) output[i] = this.#sampleAt(input, this.#position + i * this.#down);
    const next = this.#position + count * this.#down;
    const left = Math.min(Math.floor(next / this.#up), input.length);
    this.#kept = input.slice(left);
    this.#position = next - left * this.#up;
    return output;
  }

  #sampleAt(input: Float32Array, position: number): number {
    const row = this.#rows[position % this.#up] as Float32Array;
    const start = Math.floor(position / this.#up);
    let sum = 0;
    for (let i = 0; i < row.length; i++) sum += (row[i] as number) * (input[start + i] as number);
    return sum;
  }
}

function designRows(up: number, down: number): Float32Array[] {
  // For a lower rate the filter is wider by the factor by which the kept band is narrower.
  const stretch = Math.max(1, down / up) / CUTOFF;
  const half = Math.ceil(REACH * stretch);
  return Array.from({ length: up }, (_, phase) => {
    const row = Float32Array.from({ length: 2 * half }, (_, i) => {
      const distance = i - half + 1 - phase / up;
      return sinc(distance / stretch) * blackman(distance / half);
    });
    const sum = row.reduce((total, weight) => total + weight, 0);
    return row.map((weight) => weight / sum);
  });
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** @param x −1…1 over the window. @returns 0 outside of it. */
function blackman(x: number): number {
  return Math.abs(x) >= 1 ? 0 : 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
