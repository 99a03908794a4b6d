import { expect, it } from 'vitest';
import { recordedVoices } from '../testing/index.js';
import { SileroModel, newSileroState } from './silero-model.js';

const FRAME_SAMPLES = 512;
const FRAME_MS = 32;
const RATE_HZ = 16_000;

/** Silence, 8 s of it, and a voice: how long after the voice's file began four frames were speech, ms. */
async function believedAfterMs(model: SileroModel, samples: Float32Array, state = newSileroState()): Promise<number> {
  const silence = 8 * RATE_HZ;
  const heard = new Float32Array(silence + samples.length);
  heard.set(samples, silence);
  let speech = 0;
  let believedMs = Infinity;
  for (let at = 0; at + FRAME_SAMPLES <= heard.length; at += FRAME_SAMPLES) {
    if ((await model.probability(heard.slice(at, at + FRAME_SAMPLES), state)) >= 0.5) speech++;
    if (speech === 4) believedMs = Math.min(believedMs, (at - silence) / (RATE_HZ / 1000) + FRAME_MS);
  }
  return believedMs;
}

it('believes a voice after a long silence as soon as the first voice', async () => {
  const model = await SileroModel.load();
  const voices = recordedVoices().filter(({ samples }) => samples.length < 4 * RATE_HZ);
  const goesOn = newSileroState();
  for (const { file, samples } of voices) {
    const first = await believedAfterMs(model, samples);
    const later = await believedAfterMs(model, samples, goesOn);
    expect(later, file).toBeLessThanOrEqual(first + 2 * FRAME_MS);
  }
});
