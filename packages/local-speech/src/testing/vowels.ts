import { LETTERS, LETTER_SAMPLES, LOUDNESS, RATE_HZ, TOKENS } from './tones.js';

/** The first three formants of each vowel, Hz. @see Peterson and Barney, JASA 24 (1952), men */
const FORMANTS: Readonly<Record<string, readonly number[]>> = {
  a: [730, 1090, 2440],
  e: [530, 1840, 2480],
  i: [270, 2290, 3010],
  o: [570, 840, 2410],
  u: [300, 870, 2240],
};
const PITCH_HZ = 120;
const HIGHEST_HZ = 4_000;
const BANDWIDTH_HZ = 60;
/** Consonants are hums, for the beginning of their time. */
const HUM_HARMONICS = 4;
const HUM_SAMPLES = LETTER_SAMPLES / 2;
const FADE_SAMPLES = RATE_HZ / 100;

/** The sounds of all tokens in a row: vowels that an aligner takes for speech, hums, and silence between words. */
export function vowelWaves(): Float32Array {
  const waves = new Float32Array(TOKENS * LETTER_SAMPLES);
  for (const [index, letter] of [...LETTERS].entries()) waves.set(waveOf(letter), (index + 1) * LETTER_SAMPLES);
  return waves;
}

function waveOf(letter: string): Float32Array {
  const formants = FORMANTS[letter];
  if (formants) return voiced(LETTER_SAMPLES, HIGHEST_HZ / PITCH_HZ, (hz) => resonance(hz, formants));
  return /[a-z]/.test(letter) ? voiced(HUM_SAMPLES, HUM_HARMONICS, () => 1) : new Float32Array(LETTER_SAMPLES);
}

function resonance(hz: number, formants: readonly number[]): number {
  return formants.reduce(
    (sum, formant, at) => sum + 1 / (1 + at) / (1 + ((hz - formant) / BANDWIDTH_HZ) ** 2),
    0.003, // between the formants a voice is not silent
  );
}

function voiced(length: number, harmonics: number, gainAt: (hz: number) => number): Float32Array {
  const wave = new Float32Array(LETTER_SAMPLES);
  for (let harmonic = 1; harmonic < harmonics; harmonic++) {
    const hz = harmonic * PITCH_HZ;
    const gain = gainAt(hz) / Math.sqrt(harmonic);
    for (let i = 0; i < length; i++) {
      const fade = Math.min(1, i / FADE_SAMPLES, (length - i) / FADE_SAMPLES);
      wave[i] = (wave[i] as number) + gain * fade * Math.sin((2 * Math.PI * hz * i) / RATE_HZ);
    }
  }
  const peak = wave.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return wave.map((sample) => (sample / peak) * LOUDNESS);
}
