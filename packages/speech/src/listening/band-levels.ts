import FFT from 'fft.js';
import { LISTEN_RATE_HZ } from '@visavis/sound';

/** Samples between two measurements: 16 ms. */
export const HOP_SAMPLES = 256;
export const HOP_MS = (HOP_SAMPLES * 1000) / LISTEN_RATE_HZ;
const WINDOW_SAMPLES = 512;
/** Edges in Hz, about a third of an octave to half an octave apart over the range a loudspeaker and a voice share. */
const EDGES_HZ = [150, 250, 350, 470, 600, 760, 950, 1180, 1460, 1800, 2200, 2700, 3300, 4000, 4900, 6000, 7300];
export const BANDS = EDGES_HZ.length - 1;

const BINS = EDGES_HZ.map((hz) => Math.round((hz * WINDOW_SAMPLES) / LISTEN_RATE_HZ));
const HANN = Float64Array.from(
  { length: WINDOW_SAMPLES },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW_SAMPLES),
);
const fft = new FFT(WINDOW_SAMPLES);
const windowed = new Array<number>(WINDOW_SAMPLES).fill(0);
const spectrum = fft.createComplexArray();

/** Measures the power of sound in {@link BANDS} bands every {@link HOP_MS}, from a stream in pieces of any length. */
export class BandLevels {
  readonly #window = new Float32Array(WINDOW_SAMPLES);
  #fresh = 0;

  /** @returns One array of band powers for each hop completed, oldest first. Full scale is about 1. */
  push(samples: Float32Array): Float64Array[] {
    const measured: Float64Array[] = [];
    for (let at = 0; at < samples.length;) {
      const taken = Math.min(HOP_SAMPLES - this.#fresh, samples.length - at);
      this.#window.copyWithin(0, taken);
      this.#window.set(samples.subarray(at, at + taken), WINDOW_SAMPLES - taken);
      this.#fresh += taken;
      at += taken;
      if (this.#fresh < HOP_SAMPLES) break;
      this.#fresh = 0;
      measured.push(measure(this.#window));
    }
    return measured;
  }
}

/** Added before taking a logarithm: about −83 dBFS, below any microphone's own noise. */
const LOG_FLOOR = 1e-9;

/** Natural logarithms of band powers. */
export function logLevels(powers: Float64Array): Float64Array {
  return powers.map((power) => Math.log(power + LOG_FLOOR));
}

/** Power of all bands together. */
export function totalPower(powers: Float64Array): number {
  return powers.reduce((sum, power) => sum + power, 0);
}

function measure(window: Float32Array): Float64Array {
  for (let i = 0; i < WINDOW_SAMPLES; i++) windowed[i] = (window[i] as number) * (HANN[i] as number);
  fft.realTransform(spectrum, windowed);
  const powers = new Float64Array(BANDS);
  for (let band = 0; band < BANDS; band++) {
    let power = 0;
    for (let bin = BINS[band] as number; bin < (BINS[band + 1] as number); bin++) {
      power += (spectrum[2 * bin] as number) ** 2 + (spectrum[2 * bin + 1] as number) ** 2;
    }
    powers[band] = power / (WINDOW_SAMPLES * WINDOW_SAMPLES);
  }
  return powers;
}
