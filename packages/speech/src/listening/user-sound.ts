import type { Clock } from '@visavis/core';
import { EchoGate } from './echo-gate.js';
import { LISTEN_FRAME_MS } from './endpointer.js';
import { Reframer } from './reframer.js';
import { SentSound } from './sent-sound.js';

interface Frame {
  readonly samples: Float32Array;
  /** Number of frames before this one since the session began, dropped ones included. */
  readonly index: number;
}

/** A frame of the microphone, of which it is known whose sound it is. */
export interface HeardFrame extends Frame {
  /** Whether the frame holds something other than the face's own echo. */
  readonly user: boolean;
}

/** Half a second may wait until it is known whether it is an echo; what waits for longer is taken for one. */
const UNDECIDED_FRAMES = Math.ceil(500 / LISTEN_FRAME_MS);

/** Separates what the microphone hears into frames of the user's sound and frames of the echo of the face. */
export class UserSound {
  readonly #clock: Clock;
  readonly #reframer = new Reframer();
  readonly #echo = new EchoGate();
  readonly #sent = new SentSound();
  /** Frames of which it is not known yet whether they are an echo, oldest first. */
  #undecided: Frame[] = [];
  #heard = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Receives the sound just sent. @param samples Mono at `PLAYOUT_RATE_HZ`, copied. */
  played(samples: Int16Array): void {
    this.#sent.push(samples, this.#clock.nowMs());
  }

  /** @param samples The microphone, mono at 16 kHz, any length. @returns The frames that are decided by now, in their order. */
  hear(samples: Float32Array): HeardFrame[] {
    for (const piece of this.#sent.take()) this.#echo.played(piece.samples, piece.sentMs);
    const arrivedMs = this.#clock.nowMs();
    const decided: HeardFrame[] = [];
    for (const frame of this.#reframer.push(samples)) {
      const index = this.#heard++;
      const user = this.#echo.hearsUser(frame, { arrivedMs, endMs: this.#heard * LISTEN_FRAME_MS });
      this.#undecided.push({ samples: frame, index });
      if (user !== undefined) decided.push(...this.#decide(user, this.#undecided.length));
      else if (this.#undecided.length > UNDECIDED_FRAMES) decided.push(...this.#decide(false, 1));
    }
    return decided;
  }

  /** Discards the frames that are not decided. */
  clear(): void {
    this.#undecided = [];
  }

  #decide(user: boolean, frames: number): HeardFrame[] {
    return this.#undecided.splice(0, frames).map((frame) => ({ ...frame, user }));
  }
}
