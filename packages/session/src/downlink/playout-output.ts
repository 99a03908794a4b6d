import type { Playout } from '@visavis/media';
import type { SpeechOutput } from '@visavis/speech';

/** The playout queue as the turn sees it. */
export function playoutOutput(playout: Playout): SpeechOutput {
  return {
    play: (segment, expression) => playout.play(segment, expression),
    interrupt: () => playout.interrupt(),
    get busy() {
      return playout.busy;
    },
    onSent: (listener) => playout.events.on('sent', ({ samples }) => listener(samples)),
  };
}
