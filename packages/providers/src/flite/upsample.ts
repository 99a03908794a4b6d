const FACTOR = 3;
/** Neighbours on each side of a new sample: enough for −70 dB of images. */
const REACH = 16;

/** One row of weights for each of the new samples between two old ones: a Blackman-windowed sinc. */
const WEIGHTS = Array.from({ length: FACTOR - 1 }, (_, between) => {
  const phase = between + 1;
  const row = Float32Array.from({ length: 2 * REACH }, (_, i) => {
    const x = i - REACH + 1 - phase / FACTOR;
    const w = (x / REACH + 1) / 2;
    const window = w <= 0 || w >= 1 ? 0 : 0.42 - 0.5 * Math.cos(2 * Math.PI * w) + 0.08 * Math.cos(4 * Math.PI * w);
    return (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * window;
  });
  const sum = row.reduce((total, weight) => total + weight, 0);
  return row.map((weight) => weight / sum);
});

/** Triples the sampling rate of a whole utterance (16 to 48 kHz); silence is assumed around it. */
export function upsampleBy3(samples: Float32Array): Float32Array {
  const padded = new Float32Array(samples.length + 2 * REACH);
  padded.set(samples, REACH);
  const out = new Float32Array(samples.length * FACTOR);
  for (let i = 0; i < samples.length; i++) {
    out[i * FACTOR] = samples[i] as number;
    for (let between = 0; between < FACTOR - 1; between++) {
      const weights = WEIGHTS[between] as Float32Array;
      let sum = 0;
      for (let k = 0; k < 2 * REACH; k++) sum += (padded[i + k + 1] as number) * (weights[k] as number);
      out[i * FACTOR + between + 1] = sum;
    }
  }
  return out;
}
