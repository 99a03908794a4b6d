import type { MouthShape } from '../rig/face-pose.js';
import { between, blend } from './blend.js';
import type { MouthTrack } from './phone-track.js';
import { CLOSED, SHAPES } from './visemes.js';
import { loudnessOf, type Loudness } from '@visavis/sound';

const STEP_MS = 20;
/** Band edges in Hz: voicing, first formants, second formants, hiss. */
const BANDS = [120, 420, 950, 2600, 3600, 7500] as const;

/** Sampling rate that is enough for the highest band; more samples would only cost time. */
const ENOUGH_HZ = 16_000;

/** Energies of one step in the bands between {@link BANDS}, 0…1 of their sum. */
type Spectrum = readonly [voice: number, low: number, mid: number, high: number, hiss: number];

/**
 * The mouth from sound alone, for speech that comes without timings. It opens and shuts with the voice and
 * distinguishes hiss from voice, but mostly not one vowel from another. Lips close wherever the sound nearly stops.
 * Measured against timed phones by `bench/face.mjs`: openness correlates by 0.53, rounding by 0.18.
 */
export class AudioMouthTrack implements MouthTrack {
  readonly #shapes: readonly MouthShape[];

  constructor(samples: Int16Array, sampleRateHz: number) {
    const loudness = loudnessOf(samples, sampleRateHz);
    const factor = Math.max(1, Math.floor(sampleRateHz / ENOUGH_HZ));
    const rateHz = sampleRateHz / factor;
    samples = thinned(samples, factor);
    const filters = BANDS.slice(1).map((high, i) => new BandEnergy(BANDS[i]!, high, rateHz));
    const step = Math.round((rateHz * STEP_MS) / 1000);
    const shapes: MouthShape[] = [];
    for (let i = 0; i * step < samples.length; i++) {
      const part = samples.subarray(i * step, (i + 1) * step);
      const energies = filters.map((filter) => filter.push(part));
      shapes.push(shapeOf(normalised(energies), loudness, (i + 0.5) * STEP_MS));
    }
    this.#shapes = smoothed(shapes);
  }

  at(ms: number): MouthShape {
    // The value of a step belongs to its middle; 20 ms ahead of the sound, since lips lead it.
    const position = ms / STEP_MS + 0.5;
    const i = Math.floor(position);
    return between(this.#shapes[i] ?? CLOSED, this.#shapes[i + 1] ?? CLOSED, position - i);
  }
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

function normalised(energies: readonly number[]): Spectrum {
  const sum = energies.reduce((a, b) => a + b, 1e-9);
  return energies.map((energy) => energy / sum) as unknown as Spectrum;
}

function shapeOf([voice, low, mid, high, hiss]: Spectrum, loudness: Loudness, ms: number): MouthShape {
  const level = Math.min(1, loudness.at(ms));
  if (level < 0.05) return CLOSED;
  const opened = Math.min(1, Math.sqrt(level) * 1.1);
  const sounding = blend([
    { shape: SHAPES.aa, weight: Math.max(0, low - 0.15) * 2.2 },
    { shape: SHAPES.I, weight: voice * (mid + high) * 4 },
    { shape: SHAPES.E, weight: mid * 1.1 },
    { shape: SHAPES.U, weight: Math.max(0, voice - 0.4) * (1 - mid - hiss) * 3.5 },
    { shape: SHAPES.O, weight: voice * low * 2 },
    { shape: SHAPES.SS, weight: hiss * 3 },
    { shape: SHAPES.CH, weight: high * hiss * 4 },
  ]);
  return between(CLOSED, sounding, opened);
}

/** Smooths by [1 2 1]/4 over time, but never over a closure: a mouth that shuts for one step is seen to shut. */
function smoothed(shapes: readonly MouthShape[]): MouthShape[] {
  return shapes.map((shape, i) => {
    if (shape.open < 0.06) return shape;
    const [before, after] = [shapes[i - 1] ?? CLOSED, shapes[i + 1] ?? CLOSED];
    return blend([
      { shape: before, weight: 1 },
      { shape, weight: 2 },
      { shape: after, weight: 1 },
    ]);
  });
}

/**
 * Measures the energy of one band: two second-order band-pass sections in a row (RBJ Audio EQ Cookbook, constant peak
 * gain).
 */
class BandEnergy {
  readonly #b0: number;
  readonly #a1: number;
  readonly #a2: number;
  readonly #state = new Float64Array(8);

  constructor(lowHz: number, highHz: number, sampleRateHz: number) {
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
    return sum;
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
