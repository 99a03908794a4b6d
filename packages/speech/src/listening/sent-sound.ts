import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, StreamResampler } from '@visavis/sound';

/** Kept while the microphone sends nothing: what sounded earlier has no echo any more. */
const KEPT_MS = 2_000;

interface Piece {
  readonly samples: Int16Array;
  readonly sentMs: number;
}

/**
 * The sound that was sent, kept until the microphone sends something to compare with it. Someone who types has no echo:
 * their session does without the work of looking for one.
 */
export class SentSound {
  readonly #stream = new StreamResampler(PLAYOUT_RATE_HZ, LISTEN_RATE_HZ);
  readonly #pieces: Piece[] = [];

  /** @param samples Mono at `PLAYOUT_RATE_HZ`, copied. @param sentMs When they were sent; never earlier than the last. */
  push(samples: Int16Array, sentMs: number): void {
    this.#pieces.push({ samples: samples.slice(), sentMs });
    while (sentMs - this.#pieces[0]!.sentMs > KEPT_MS) this.#pieces.shift();
  }

  /** @returns What was sent since the last call, oldest first, mono at `LISTEN_RATE_HZ`. */
  take(): { samples: Float32Array; sentMs: number }[] {
    return this.#pieces.splice(0).map(({ samples, sentMs }) => ({
      samples: this.#stream.push(floatFromInt16(samples)),
      sentMs,
    }));
  }
}
