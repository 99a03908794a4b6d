/** The tones that the tiny models speak and hear: each letter is the centre of one band of the mel scale. */

/** Letters of the tiny models; the first one is the space between words. */
export const LETTERS = " abcdefghijklmnopqrstuvwxyz'.?!,";
/** Tokens: the letters, and one for nothing. */
export const TOKENS = LETTERS.length + 1;
/** Bands of the features that recognisers compute of sound. */
export const BANDS = 80;

/** How long a letter sounds, and how long it takes with the silence behind it: 16 and 9.6 frames of features. */
export const TONE_SAMPLES = 1600;
export const LETTER_SAMPLES = 2560;

const LOWEST_HZ = 20;
const HIGHEST_HZ = 7600;
/** Natural scale of pitch. @see O'Shaughnessy, Speech Communication, 1987 */
const melOf = (hz: number): number => 1127 * Math.log(1 + hz / 700);
const hzOf = (mel: number): number => 700 * (Math.exp(mel / 1127) - 1);

/** The band of a letter. Two bands lie between two letters, so that one does not sound like the next. */
export const bandOf = (letter: number): number => 14 + 2 * (letter + 1);

/** The frequency in the middle of a band, Hz. */
export function centreOf(band: number): number {
  const lowest = melOf(LOWEST_HZ);
  return hzOf(lowest + ((band + 1) * (melOf(HIGHEST_HZ) - lowest)) / (BANDS + 1));
}

/** Rate of the tiny voice, Hz, and how loud its letters are. */
export const RATE_HZ = 16_000;
export const LOUDNESS = 0.3;

/** How loud a letter is over its time, 0…1. */
export const toneGate = (): Float32Array =>
  Float32Array.from({ length: LETTER_SAMPLES }, (_, i) =>
    i < TONE_SAMPLES ? (1 - Math.cos((2 * Math.PI * i) / TONE_SAMPLES)) / 2 : 0,
  );

/** What the tiny voice says for a text in its letters: mono at {@link RATE_HZ}, −1…1. */
export function tonesOf(text: string): Float32Array {
  const gate = toneGate();
  const sound = new Float32Array(text.length * LETTER_SAMPLES);
  for (const [at, letter] of [...text].entries()) {
    const speed = (2 * Math.PI * centreOf(bandOf(LETTERS.indexOf(letter)))) / RATE_HZ;
    sound.set(
      gate.map((level, i) => level * LOUDNESS * Math.sin(speed * i)),
      at * LETTER_SAMPLES,
    );
  }
  return sound;
}
