/** Loudness of a stretch of speech in steps of 10 ms, relative to its own loud parts. */
export interface Loudness {
  /** @param ms Time from the start of the stretch. @returns 0 (silence) … about 1 (as loud as it gets); 0 outside. */
  at(ms: number): number;
}

/** Loudness that was measured, and what it is relative to. */
export interface MeasuredLoudness extends Loudness {
  /** The level that counts as 1, as a root mean square of 16-bit samples. */
  readonly reference: number;
}

const LOUDNESS_STEP_MS = 10;
/** A root mean square of 16-bit samples below this counts as silence: no mouth moves for it. */
const FLOOR = 60;

/**
 * Measures a stretch of speech. Its 95th percentile counts as 1, but never less than four times the level of silence.
 *
 * @param samples Mono. Read at once and not kept.
 * @param atLeast The least that may count as 1: what came before a short piece shows how loud it is.
 */
export function loudnessOf(samples: Int16Array, sampleRateHz: number, atLeast = 0): MeasuredLoudness {
  const step = Math.round((sampleRateHz * LOUDNESS_STEP_MS) / 1000);
  const levels = new Float32Array(Math.ceil(samples.length / step));
  for (let i = 0; i < levels.length; i++) levels[i] = rms(samples, i * step, (i + 1) * step);
  const loud = percentile(levels, 0.95);
  const reference = Math.max(loud, FLOOR * 4, atLeast);
  return {
    reference,
    at(ms) {
      const position = ms / LOUDNESS_STEP_MS;
      const i = Math.floor(position);
      // Sound does not fade at the end of its last step: a piece of speech may go on in another one.
      const level = mixed(levels[i] ?? 0, levels[i + 1] ?? levels[i] ?? 0, position - i);
      return level < FLOOR ? 0 : level / reference;
    },
  };
}

const mixed = (a: number, b: number, t: number): number => a + (b - a) * t;

function rms(samples: Int16Array, from: number, to: number): number {
  const end = Math.min(to, samples.length);
  let sum = 0;
  for (let i = from; i < end; i++) sum += samples[i]! * samples[i]!;
  return Math.sqrt(sum / Math.max(1, end - from));
}

function percentile(levels: Float32Array, share: number): number {
  return Float32Array.from(levels).sort()[Math.floor((levels.length - 1) * share)] ?? 0;
}
