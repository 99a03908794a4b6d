import { expect, it } from 'vitest';
import { recordedVoices } from '../testing/index.js';
import { SileroModel, newSileroState, type SileroState } from './silero-model.js';

const FRAME_SAMPLES = 512;
const FRAME_MS = 32;
const RATE_HZ = 16_000;

/** Eight seconds, a whole number of frames. */
const SILENCE = new Float32Array(8 * RATE_HZ);

/** @param state Is changed. @returns Time from the beginning of the sound until four of its frames were speech, ms. */
function believedAfterMs(model: SileroModel, samples: Float32Array, state: SileroState): number {
  let speech = 0;
  let believedMs = Infinity;
  for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES) {
    if (model.probability(samples.slice(at, at + FRAME_SAMPLES), state) >= 0.5) speech++;
    if (speech === 4) believedMs = Math.min(believedMs, at / (RATE_HZ / 1000) + FRAME_MS);
  }
  return believedMs;
}

it('detects a voice after a long silence as soon as the first voice', async () => {
  const model = await SileroModel.load();
  const voices = recordedVoices().filter(({ samples }) => samples.length < 4 * RATE_HZ);
  const heardNothing = newSileroState();
  believedAfterMs(model, SILENCE, heardNothing);
  const goesOn = newSileroState();
  for (const { file, samples } of voices) {
    const first = believedAfterMs(model, samples, structuredClone(heardNothing));
    believedAfterMs(model, SILENCE, goesOn);
    const later = believedAfterMs(model, samples, goesOn);
    expect(later, file).toBeLessThanOrEqual(first + 2 * FRAME_MS);
  }
}, 60_000); // a minute of sound through the model
