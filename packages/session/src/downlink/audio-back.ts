import type { Playout } from '@visavis/media';
import { floatFromInt16 } from '@visavis/sound';
import type { Resample } from '../uplink/resampler.js';
import { base64FromSamples } from '../frames/base64-sound.js';

/** Samples in one event: 100 ms at 24 kHz, as realtime clients are used to. */
const LUMP_SAMPLES = 2_400;

/**
 * Sends what the face says over the socket too, for clients that asked: PCM16 24 kHz, in lumps of 100 ms.
 *
 * @param toWireRate From the playout's rate to 24 kHz.
 * @param send Receives base64 as it is written in the event.
 */
export function sendAudioBack(playout: Playout, toWireRate: Resample, send: (base64: string) => void): void {
  let lump: number[] = [];
  const flush = (): void => {
    if (lump.length > 0) send(base64FromSamples(Float32Array.from(lump)));
    lump = [];
  };
  playout.events.on('sent', ({ samples }) => {
    lump.push(...toWireRate(floatFromInt16(samples)));
    if (lump.length >= LUMP_SAMPLES) flush();
  });
  playout.events.on('finished', () => {
    if (!playout.busy) flush();
  });
}
