import { TypedEmitter, type Logger } from '@visavis/core';
import type { Playout } from '@visavis/media';
import { floatFromInt16 } from '@visavis/sound';
import type { SpeechOutput } from '@visavis/speech';
import type { Resample } from '../uplink/resampler.js';

/**
 * The playout queue as the turn sees it.
 *
 * @param toListenRate From the playout's rate to the rate of listening; one stream of samples.
 */
export function playoutOutput(playout: Playout, toListenRate: Resample, logger: Logger): SpeechOutput {
  const sent = new TypedEmitter<{ sent: Float32Array }>(logger);
  playout.events.on('sent', ({ samples }) => sent.emit('sent', toListenRate(floatFromInt16(samples))));
  return {
    play: (segment) => playout.play(segment),
    interrupt: () => playout.interrupt(),
    get busy() {
      return playout.busy;
    },
    onSent: (listener) => sent.on('sent', listener),
  };
}
