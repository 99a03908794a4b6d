import { StreamResampler } from '@visavis/sound';

/** One stream of samples in, the same at another rate out. Keeps its filter's state between calls. */
export type Resample = (samples: Float32Array) => Float32Array;

/** One stream of samples from one rate to another; the same ones where the rates are equal. */
export function resampler(fromHz: number, toHz: number): Resample {
  if (fromHz === toHz) return (samples) => samples;
  const stream = new StreamResampler(fromHz, toHz);
  return (samples) => stream.push(samples);
}
