import type { Logger } from '@visavis/core';
import type { LargeFrame } from './frames/frame-reader.js';

/** One frame of a client: text, or raw sound. */
export type ClientFrame = string | LargeFrame | Uint8Array;

/** Frames that may wait; as many as a client may send at once. */
const MAX_WAITING = 1_000;

export interface MessageLineOptions {
  /** Whether a frame has to wait for those before it. */
  isBusy(): boolean;
  handle(frame: ClientFrame): void;
  readonly logger: Logger;
}

/** Keeps a client's frames in order while one of them is being worked on piece by piece. */
export class MessageLine {
  readonly #options: MessageLineOptions;
  readonly #waiting: ClientFrame[] = [];

  constructor(options: MessageLineOptions) {
    this.#options = options;
  }

  push(frame: ClientFrame): void {
    if (this.#waiting.length === 0 && !this.#options.isBusy()) return this.#options.handle(frame);
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(frame);
    else this.#options.logger.warn('frame dropped, since too many wait');
  }

  /** The frame at work is done. */
  advance(): void {
    while (!this.#options.isBusy()) {
      const frame = this.#waiting.shift();
      if (frame === undefined) return;
      this.#options.handle(frame);
    }
  }

  /** Nothing is handled any more. Idempotent. */
  close(): void {
    this.#waiting.length = 0;
  }
}
