/** Filter taps on each side of the centre, at the lower of the two rates: about 80 dB against aliases. */
const HALF_TAPS = 16;
/** Part of the lower Nyquist band that is kept; the rest is the filter's slope. */
const PASS_BAND = 0.9;
/** Kaiser window parameter for about 80 dB. */
const BETA = 8;

/**
 * Changes the rate of a mono stream with a polyphase windowed-sinc filter: no clicks between blocks, no aliases.
 * Delay: {@link HALF_TAPS} samples of the lower rate (0.7 ms at 24 kHz).
 * @see Crochiere and Rabiner, "Multirate Digital Signal Processing", 1983, chapter 3
 */
export class Resampler {
  readonly #up: number;
  readonly #down: number;
  readonly #half: number;
  readonly #phases: readonly Float32Array[];
  /** Pending input: samples that the filter still looks back on, then new ones. */
  #pending: Float32Array;
  /** Position of the next output sample, in 1/up input samples, counted from the start of `#pending`. */
  #position: number;

  constructor(fromHz: number, toHz: number) {
    const divisor = gcd(fromHz, toHz);
    this.#up = toHz / divisor;
    this.#down = fromHz / divisor;
    const scale = Math.min(1, toHz / fromHz);
    this.#half = Math.ceil(HALF_TAPS / scale);
    this.#phases = Array.from({ length: this.#up }, (_, phase) => phaseTaps(phase / this.#up, this.#half, scale));
    this.#pending = new Float32Array(this.#half);
    this.#position = this.#half * this.#up;
  }

  /** @param block Any length. @returns The samples that can be computed by now; the caller owns them. */
  push(block: Float32Array): Float32Array {
    const input = concat(this.#pending, block);
    const lastCentre = input.length - this.#half - 1;
    const count = Math.max(0, Math.floor((lastCentre * this.#up + this.#up - 1 - this.#position) / this.#down) + 1);
    const output = new Float32Array(count);
    for (let i = 0; i < count; i++, this.#position += this.#down) {
      const first = Math.floor(this.#position / this.#up) - this.#half + 1;
      output[i] = dot(input, first, this.#phases[this.#position % this.#up]!);
    }
    const keepFrom = Math.min(input.length, Math.max(0, Math.floor(this.#position / this.#up) - this.#half));
    this.#pending = input.slice(keepFrom);
    this.#position -= keepFrom * this.#up;
    return output;
  }
}

/** Taps for one offset between input samples, of unit gain at zero frequency. */
function phaseTaps(fraction: number, half: number, scale: number): Float32Array {
  const cutoff = scale * PASS_BAND;
  const taps = Float32Array.from({ length: 2 * half }, (_, i) => {
    const x = i - half + 1 - fraction;
    return sinc(x * cutoff) * kaiser(x / half);
  });
  const gain = taps.reduce((sum, tap) => sum + tap, 0);
  return taps.map((tap) => tap / gain);
}

function dot(input: Float32Array, first: number, taps: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < taps.length; i++) sum += (input[first + i] ?? 0) * taps[i]!;
  return sum;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number): number => (Math.abs(x) > 1 ? 0 : bessel0(BETA * Math.sqrt(1 - x * x)) / bessel0(BETA));

/** Modified Bessel function of the first kind, order zero, by its power series. */
function bessel0(x: number): number {
  let sum = 1;
  for (let k = 1, term = 1; term > 1e-10 * sum; k++) sum += term *= (x / (2 * k)) ** 2;
  return sum;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function concat(a: Float32Array, b: Float32Array): Float32Array {
  const joined = new Float32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
