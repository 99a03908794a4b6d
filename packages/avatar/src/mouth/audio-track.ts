import { loudnessOf, type Loudness } from '@visavis/sound';
import type { MouthShape } from '../rig/face-pose.js';
import { bandsOf, STEP_MS, type Spectrum } from './bands.js';
import { between, blend } from './blend.js';
import type { Closure } from './closures.js';
import { heardClosures } from './heard-closures.js';
import type { MouthTrack } from './mouth-track.js';
import { CLOSED, SHAPES } from './visemes.js';

/**
 * The mouth from sound alone, for speech whose phones are not known. It opens and shuts with the voice and distinguishes
 * hiss from voice, but mostly not one vowel from another. What it is worth is measured by `bench/lips.mjs`.
 */
export class AudioMouthTrack implements MouthTrack {
  /** Closures of the lips that can be heard, in ascending order. */
  readonly closures: readonly Closure[];
  readonly #shapes: readonly MouthShape[];

  /** @param samples Mono. Read at once and not kept. @param loudness Theirs, where it is known already. */
  constructor(samples: Int16Array, sampleRateHz: number, loudness: Loudness = loudnessOf(samples, sampleRateHz)) {
    const spectra = bandsOf(samples, sampleRateHz);
    this.closures = heardClosures(spectra);
    this.#shapes = spectra.map((spectrum, i) => shapeOf(spectrum, loudness, (i + 0.5) * STEP_MS));
  }

  at(ms: number): MouthShape {
    const last = this.#shapes.length - 1;
    if (ms < -STEP_MS || ms > (last + 2) * STEP_MS) return CLOSED;
    // The value of a step belongs to its middle; a step ahead of the sound, since lips lead it. What sounds beyond the
    // ends is not known, so they are held.
    const position = Math.min(last, Math.max(0, ms / STEP_MS + 0.5));
    const i = Math.floor(position);
    return between(this.#shapes[i] ?? CLOSED, this.#shapes[Math.min(last, i + 1)] ?? CLOSED, position - i);
  }
}

function shapeOf({ shares, total }: Spectrum, loudness: Loudness, ms: number): MouthShape {
  const level = Math.min(1, loudness.at(ms));
  if (level < 0.05 || total === 0) return CLOSED;
  const { voice, low, mid, high, hiss } = shares;
  const sounding = blend([
    { shape: SHAPES.aa, weight: Math.max(0, low - 0.15) * 2.2 },
    { shape: SHAPES.I, weight: voice * (mid + high) * 4 },
    { shape: SHAPES.E, weight: mid * 1.1 },
    { shape: SHAPES.U, weight: Math.max(0, voice - 0.4) * (1 - mid - hiss) * 3.5 },
    { shape: SHAPES.O, weight: voice * low * 2 },
    { shape: SHAPES.SS, weight: hiss * 3 },
    { shape: SHAPES.CH, weight: high * hiss * 4 },
  ]);
  return between(CLOSED, sounding, Math.min(1, Math.sqrt(level) * 1.1));
}
