/** Frames in which a voice reaches its usual loudness: 192 ms, a syllable or two. */
const WINDOW_FRAMES = 6;
/** The loudest frames of the window that count: a voice that begins is soft at first. */
const LOUDEST_FRAMES = 3;
/**
 * How far below the user's mean a voice of this moment is taken for another's, 5 dB: a voice at its usual loudness
 * passes this within its first syllables, one that is 12 dB softer in none.
 */
const SOFT = 10 ** -0.5;
/** The same for the mean of a whole utterance, which scatters less: 10 dB. */
const FAR = 10 ** -1;
/** The same for a moment once the user speaks, since voices fade: 13 dB. */
const FADED = 10 ** -1.3;
/** Share of the way that the user's loudness goes to that of a softer utterance; to a louder one it goes at once. */
const SOFTER = 0.5;

/**
 * Distinguishes the user from voices farther away, such as a television, by their loudness beside that of the utterances
 * that were understood. Loudness is mean power.
 */
export class UtteranceLoudness {
  /** That of the user; 0 until something was understood. */
  #user = 0;
  /** Powers of the latest frames. */
  #window: number[] = [];
  #sum = 0;
  #frames = 0;

  /** Takes one frame. @param speech Whether it holds speech. */
  push(samples: Float32Array, speech: boolean): void {
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    this.#window.push(power);
    if (this.#window.length > WINDOW_FRAMES) this.#window.shift();
    if (speech) this.#count(power);
  }

  /** An utterance begins, with the latest frames. */
  begin(): void {
    this.#sum = this.#frames = 0;
    for (const power of this.#window) this.#count(power);
  }

  /** Loudness of the utterance so far. */
  get utterance(): number {
    return this.#frames === 0 ? 0 : this.#sum / this.#frames;
  }

  /** Whether the voice of this moment is softer than the user's. */
  get soft(): boolean {
    return this.#now < this.#user * SOFT;
  }

  /** Whether the voice of this moment is far softer than the utterance, or the user. */
  get faded(): boolean {
    return this.#now < Math.max(this.#user, this.utterance) * FADED;
  }

  /** Whether an utterance of this loudness is far softer than the user's: another's. */
  isFar(utterance: number): boolean {
    return utterance < this.#user * FAR;
  }

  /** An utterance of this loudness was understood: it was the user's. */
  understood(utterance: number): void {
    this.#user = utterance > this.#user ? utterance : this.#user + SOFTER * (utterance - this.#user);
  }

  get #now(): number {
    const loudest = this.#window.toSorted((a, b) => b - a).slice(0, LOUDEST_FRAMES);
    return loudest.reduce((sum, power) => sum + power, 0) / LOUDEST_FRAMES;
  }

  #count(power: number): void {
    this.#sum += power;
    this.#frames++;
  }
}
