import type { SpeechOutput } from '../ports.js';
import { PLAYOUT_RATE_HZ } from '@visavis/sound';

/** Often enough for captions that follow the voice, seldom enough to cost nothing. */
const PROGRESS_MS = 300;

export interface PlayoutWatcher {
  /** Sound passed to the output so far, ms: where it runs dry, the rest of a packet is silence that does not count. */
  queuedMs(): number;
  /** The first packet was sent. */
  begun(): void;
  /**
   * More of the reply has been heard.
   *
   * @param heardMs Sound sent since the beginning; pauses between sentences do not count.
   */
  progressed(heardMs: number): void;
}

/**
 * Follows the sound sent from now on. It counts the samples themselves and so needs no timer.
 *
 * @returns A function that ends the watch; idempotent.
 */
export function watchPlayout(output: SpeechOutput, watcher: PlayoutWatcher): () => void {
  let heardMs = 0;
  let reportedMs = 0;
  return output.onSent((samples) => {
    if (heardMs === 0) watcher.begun();
    heardMs = Math.min(heardMs + (samples.length * 1000) / PLAYOUT_RATE_HZ, watcher.queuedMs());
    if (heardMs - reportedMs < PROGRESS_MS) return;
    reportedMs = heardMs;
    watcher.progressed(heardMs);
  });
}
