import type { SpeechOutput } from '../ports.js';
import { LISTEN_RATE_HZ } from '@visavis/sound';

/** Often enough for captions that follow the voice, seldom enough to cost nothing. */
const PROGRESS_MS = 300;

export interface PlayoutWatcher {
  /** Sound given to the output so far: where it runs dry, the rest of a packet is silence that does not count. */
  givenMs(): number;
  /** The first packet was sent. */
  begun(): void;
  /** More has been heard. @param heardMs Sound sent since the beginning; pauses between sentences do not count. */
  progressed(heardMs: number): void;
}

/**
 * Follows what is sent from now on. It goes by the sound itself and so needs no timer.
 *
 * @returns Ends it; idempotent.
 */
export function watchPlayout(output: SpeechOutput, watcher: PlayoutWatcher): () => void {
  let heardMs = 0;
  let toldMs = 0;
  return output.onSent((samples) => {
    if (heardMs === 0) watcher.begun();
    heardMs = Math.min(heardMs + (samples.length * 1000) / LISTEN_RATE_HZ, watcher.givenMs());
    if (heardMs - toldMs < PROGRESS_MS) return;
    toldMs = heardMs;
    watcher.progressed(heardMs);
  });
}
