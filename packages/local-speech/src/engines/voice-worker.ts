import { int16FromFloat, PLAYOUT_RATE_HZ, StreamResampler } from '@visavis/sound';
import { serveWorker } from '@visavis/worker';
import { loadSherpa, type OfflineTts } from '../runtime/sherpa.js';
import type { VoiceCalls } from './voice-calls.js';

/** Silence behind the sound with which the resampler gives its last samples, s. */
const TAIL_S = 0.01;

let voice: OfflineTts | undefined;
/** The text that is being spoken and was not stopped. */
let speaking: number | undefined;

serveWorker<VoiceCalls>({
  load: async ({ model, threads }) => {
    const { model: files, ...rest } = model.runtime;
    const config = { ...rest, model: { ...(files as object), numThreads: threads, provider: 'cpu', debug: 0 } };
    voice = await loadSherpa().OfflineTts.createAsync(config);
  },
  speak: async ({ id, text, speaker }) => {
    if (!voice) throw new Error('the model is not loaded');
    speaking = id;
    const { samples, sampleRate } = await voice.generateAsync({
      text,
      generationConfig: { sid: speaker, speed: 1 },
      enableExternalBuffer: false,
      onProgress: () => (speaking === id ? 1 : 0),
    });
    return int16FromFloat(atPlayoutRate(samples, sampleRate));
  },
  stop: (id) => {
    if (speaking === id) speaking = undefined;
  },
});

function atPlayoutRate(samples: Float32Array, rateHz: number): Float32Array {
  if (rateHz === PLAYOUT_RATE_HZ) return samples;
  const padded = new Float32Array(samples.length + Math.ceil(TAIL_S * rateHz));
  padded.set(samples);
  return new StreamResampler(rateHz, PLAYOUT_RATE_HZ).push(padded);
}
