const RATE_HZ = 48_000;

/** A vowel or a murmur at 48 kHz: harmonics of 120 Hz, strongest around its formants. */
export function voiced(formants: readonly number[], ms: number, gain = 4000): number[] {
  return Array.from({ length: (RATE_HZ * ms) / 1000 }, (_, i) => {
    let sum = 0;
    for (let harmonic = 120; harmonic < 4000; harmonic += 120) {
      const weight = formants.reduce((g, f) => g + Math.exp(-(((harmonic - f) / 130) ** 2)), 0.01);
      sum += weight * Math.sin((2 * Math.PI * harmonic * i) / RATE_HZ);
    }
    return sum * gain;
  });
}

/** A hiss above 4 kHz: sines without a common pitch. */
export function hissing(ms: number): number[] {
  return Array.from({ length: (RATE_HZ * ms) / 1000 }, (_, i) => {
    let sum = 0;
    for (let hz = 4_013; hz < 7_000; hz += 211) sum += Math.sin((2 * Math.PI * hz * i) / RATE_HZ + hz);
    return sum * 400;
  });
}

/** Digital silence. */
export const silence = (ms: number): number[] => new Array<number>((RATE_HZ * ms) / 1000).fill(0);

/** Sounds in a row, mono at 48 kHz. */
export const drawn = (...sounds: readonly number[][]): Int16Array => Int16Array.from(sounds.flat());
