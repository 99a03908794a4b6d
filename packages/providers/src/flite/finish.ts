import type { TimedPhone } from '@visavis/sound';
import { FLITE_RATE_HZ, type FliteSpeech } from './flite-engine.js';
import { upsampleBy3 } from './upsample.js';

/** Silence kept in front, so that the first sound is not cut, and behind, where a speaker pauses. */
const LEAD_MS = 20;
const CLAUSE_PAUSE_MS = 60;
const SENTENCE_PAUSE_MS = 160;
/** Loudness of the speech without its pauses, a usual level of telephone prompts. */
const TARGET_RMS = 10 ** (-20 / 20);
/** What is quieter by itself, without its pauses, is no speech: flite's is above −30 dBFS. */
const NO_SPEECH_RMS = 10 ** (-50 / 20);
/** Level at which the limiter begins; beyond it the curve bends towards full scale without ever reaching it. */
const KNEE = 0.8;
/** Pole of the high-pass filter that removes a constant offset: about 40 Hz. */
const DC_POLE = 1 - (2 * Math.PI * 40) / FLITE_RATE_HZ;

export interface FinishedSpeech {
  /** Mono at 48 kHz. */
  readonly samples: Int16Array;
  readonly phones: TimedPhone[];
}

/** Prepares flite's raw sound for the playout: trimmed, even in loudness, without offset, at the playout's rate. */
export function finishSpeech(speech: FliteSpeech, endsSentence: boolean): FinishedSpeech {
  const total = (speech.samples.length * 1000) / FLITE_RATE_HZ;
  const { fromMs, toMs } = spokenRange(speech.phones, total, endsSentence ? SENTENCE_PAUSE_MS : CLAUSE_PAUSE_MS);
  const at = (ms: number): number => Math.round((ms * FLITE_RATE_HZ) / 1000);
  const trimmed = withoutOffset(speech.samples.subarray(at(fromMs), at(toMs)));
  return { samples: loud(upsampleBy3(trimmed)), phones: shift(speech.phones, fromMs, toMs) };
}

type Range = { fromMs: number; toMs: number };

/** Cuts the sound to the part from just before the first phone to a pause behind the last one. */
function spokenRange(phones: readonly TimedPhone[], totalMs: number, pauseMs: number): Range {
  const first = phones[0];
  const last = phones.findLast(({ phone }) => phone !== 'pau');
  if (!first || !last) return { fromMs: 0, toMs: totalMs };
  const fromMs = first.phone === 'pau' ? Math.max(0, first.endMs - LEAD_MS) : 0;
  return { fromMs, toMs: Math.min(totalMs, last.endMs + pauseMs) };
}

function shift(phones: readonly TimedPhone[], fromMs: number, toMs: number): TimedPhone[] {
  const shifted: TimedPhone[] = [];
  for (const { phone, endMs } of phones) {
    const end = Math.min(endMs, toMs) - fromMs;
    if (end > (shifted.at(-1)?.endMs ?? 0)) shifted.push({ phone, endMs: end });
  }
  return shifted;
}

/** @see J. O. Smith, Introduction to Digital Filters, "DC Blocker" */
function withoutOffset(samples: Int16Array): Float32Array {
  const out = new Float32Array(samples.length);
  let before = 0;
  let filtered = 0;
  for (let i = 0; i < samples.length; i++) {
    const sample = (samples[i] as number) / 32_768;
    filtered = sample - before + DC_POLE * filtered;
    before = sample;
    out[i] = filtered;
  }
  return out;
}

/** Brings speech to the usual level; what is next to nothing stays so, instead of becoming a noise as loud as speech. */
function loud(samples: Float32Array): Int16Array {
  const rms = speechRms(samples);
  const gain = rms < NO_SPEECH_RMS ? 1 : TARGET_RMS / rms;
  // A loop: `Int16Array.from` with a function makes a list of all samples first.
  const out = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) out[i] = Math.round(32_767 * limit((samples[i] as number) * gain));
  return out;
}

/** Root mean square without the pauses: over samples above a hundredth of the peak's power. */
function speechRms(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  let power = 0;
  let count = 0;
  const block = 480;
  for (let from = 0; from < samples.length; from += block) {
    let sum = 0;
    const end = Math.min(samples.length, from + block);
    for (let i = from; i < end; i++) sum += (samples[i] as number) ** 2;
    if (sum / (end - from) < (peak / 30) ** 2) continue;
    power += sum;
    count += end - from;
  }
  return count === 0 ? 0 : Math.sqrt(power / count);
}

function limit(sample: number): number {
  const size = Math.abs(sample);
  if (size <= KNEE) return sample;
  return Math.sign(sample) * (KNEE + (1 - KNEE) * Math.tanh((size - KNEE) / (1 - KNEE)));
}
