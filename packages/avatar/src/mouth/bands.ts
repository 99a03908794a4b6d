/** Duration of one step of the analysis. */
export const STEP_MS = 10;
/** Band edges in Hz: voicing, first formants, second formants, the hiss of sh, the hiss of s. */
const EDGES_HZ = {
  voice: [120, 420],
  low: [420, 950],
  mid: [950, 2600],
  high: [2600, 3600],
  hiss: [3600, 7500],
} as const;

/** A band of speech. */
export type Band = keyof typeof EDGES_HZ;
const BANDS = Object.keys(EDGES_HZ) as readonly Band[];

/** Sampling rate that is enough for the highest band; more samples would only cost time. */
const ENOUGH_HZ = 16_000;

/** One step of sound. */
export interface Spectrum {
  /** Mean power over all bands, in squared 16-bit samples. */
  readonly total: number;
  /** Share of each band in it; they sum to 1, or to 0 in digital silence. */
  readonly shares: Readonly<Record<Band, number>>;
}

/** @param samples Mono. @returns One spectrum for each {@link STEP_MS}. */
export function bandsOf(samples: Int16Array, sampleRateHz: number): Spectrum[] {
  const factor = Math.max(1, Math.floor(sampleRateHz / ENOUGH_HZ));
  const rateHz = sampleRateHz / factor;
  const thin = thinned(samples, factor);
  const filters = BANDS.map((band) => new BandPower(EDGES_HZ[band], rateHz));
  const step = Math.round((rateHz * STEP_MS) / 1000);
  return Array.from({ length: Math.ceil(thin.length / step) }, (_, i) => {
    const part = thin.subarray(i * step, (i + 1) * step);
    const powers = filters.map((filter) => filter.push(part));
    const total = powers.reduce((a, b) => a + b, 0);
    const shares = Object.fromEntries(BANDS.map((band, k) => [band, (powers[k] as number) / (total || 1)]));
    return { total, shares: shares as Record<Band, number> };
  });
}

/** Averages every `factor` samples to one. */
function thinned(samples: Int16Array, factor: number): Int16Array {
  if (factor === 1) return samples;
  const thin = new Int16Array(Math.floor(samples.length / factor));
  for (let i = 0; i < thin.length; i++) {
    let sum = 0;
    for (let k = 0; k < factor; k++) sum += samples[i * factor + k]!;
    thin[i] = sum / factor;
  }
  return thin;
}

/**
 * Measures the power of one band: two second-order band-pass sections in a row (RBJ Audio EQ Cookbook, constant peak
 * gain).
 */
class BandPower {
  readonly #b0: number;
  readonly #a1: number;
  readonly #a2: number;
  readonly #state = new Float64Array(8);

  constructor([lowHz, highHz]: readonly [number, number], sampleRateHz: number) {
    const center = Math.sqrt(lowHz * highHz);
    const omega = (2 * Math.PI * center) / sampleRateHz;
    const alpha = Math.sin(omega) / (2 * (center / (highHz - lowHz)));
    this.#b0 = alpha / (1 + alpha);
    this.#a1 = (-2 * Math.cos(omega)) / (1 + alpha);
    this.#a2 = (1 - alpha) / (1 + alpha);
  }

  push(samples: Int16Array): number {
    let sum = 0;
    for (const sample of samples) {
      const y = this.#section(4, this.#section(0, sample));
      sum += y * y;
    }
    return sum / Math.max(1, samples.length);
  }

  #section(at: number, x: number): number {
    const s = this.#state;
    const y = this.#b0 * (x - s[at + 1]!) - this.#a1 * s[at + 2]! - this.#a2 * s[at + 3]!;
    s[at + 1] = s[at]!;
    s[at] = x;
    s[at + 3] = s[at + 2]!;
    s[at + 2] = y;
    return y;
  }
}
