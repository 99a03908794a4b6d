import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { tonesOf } from '@visavis/local-speech/testing';
import { floatFromInt16, int16FromFloat, writeWav } from '@visavis/sound';
import { readRecording } from './microphone-wav.js';

const RATE_HZ = 16_000;
/** Below the lowest tone of the tiny ears. */
const VOICE_BELOW_HZ = 350;
const VOICE_LOUDNESS = 0.12;
const TONE_LEVEL = 1 / 3;
const TAPS = 401;
/** A voice that makes no pause. */
const VOICE = 'human-if-correct-press.wav';

/**
 * Writes what a microphone hears of someone who says texts to tiny ears: tones for the letters, and with them the deep part of
 * a human voice, by which speech is detected and which the ears do not hear.
 *
 * @param stretches Texts in the letters of the tiny models, or silence.
 */
export async function composeToneVoice(
  target: string,
  stretches: readonly (string | { silenceMs: number })[],
): Promise<void> {
  const { samples } = await readRecording(resolve('tests/fixtures/audio', VOICE));
  const voice = deepPart(floatFromInt16(samples));
  const parts = stretches.map((stretch) =>
    typeof stretch === 'string' ? spoken(stretch, voice) : new Float32Array((stretch.silenceMs * RATE_HZ) / 1000),
  );
  const sound = Float32Array.from(parts.flatMap((part) => [...part]));
  await writeFile(target, writeWav({ rateHz: RATE_HZ, samples: int16FromFloat(sound) }));
}

const spoken = (text: string, voice: Float32Array): Float32Array =>
  tonesOf(text).map((tone, i) => tone * TONE_LEVEL + (voice[i % voice.length] as number));

/** Low-pass filter of linear phase, and one loudness. @see Oppenheim and Schafer, Discrete-Time Signal Processing, ch. 7 */
function deepPart(sound: Float32Array): Float32Array {
  const cut = (2 * VOICE_BELOW_HZ) / RATE_HZ;
  const kernel = Float32Array.from({ length: TAPS }, (_, i) => {
    const [at, turn] = [i - (TAPS - 1) / 2, (2 * Math.PI * i) / (TAPS - 1)];
    const window = 0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn);
    return window * (at === 0 ? cut : Math.sin(Math.PI * cut * at) / (Math.PI * at));
  });
  const deep = sound.map((_, i) =>
    kernel.reduce((sum, weight, k) => sum + weight * (sound[i - k + (TAPS - 1) / 2] ?? 0), 0),
  );
  const loudness = Math.sqrt(deep.reduce((sum, sample) => sum + sample * sample, 0) / deep.length);
  return deep.map((sample) => (sample * VOICE_LOUDNESS) / loudness);
}
