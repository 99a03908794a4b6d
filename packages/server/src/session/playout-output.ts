import { TypedEmitter, type Logger } from '@visavis/core';
import type { Playout } from '@visavis/media';
import type { SpeechOutput } from '@visavis/speech';
import type { Resample } from './audio-uplink.js';

/**
 * The playout queue as the turn sees it.
 *
 * @param toListenRate From the playout's rate to the rate of listening; one stream of samples.
 */
export function playoutOutput(playout: Playout, toListenRate: Resample, logger: Logger): SpeechOutput {
  const sent = new TypedEmitter<{ sent: Float32Array }>(logger);
  playout.events.on('sent', ({ samples }) => sent.emit('sent', toListenRate(floatFromPcm16(samples))));
  return {
    play: (segment) => playout.play(segment),
    interrupt: () => playout.interrupt(),
    get busy() {
      return playout.busy;
    },
    onSent: (listener) => sent.on('sent', listener),
  };
}

export function floatFromPcm16(samples: Int16Array): Float32Array {
  // Fifty times a second for each session that speaks: `Float32Array.from` takes 1 % of a core for it, this a tenth.
  const floats = new Float32Array(samples.length);
  for (let i = 0; i < floats.length; i++) floats[i] = (samples[i] as number) / 32_768;
  return floats;
}
