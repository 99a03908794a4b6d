import type { Logger } from '@visavis/core';
import type { Dialect, Parsed } from '@visavis/protocol';
import { RESTART_AFTER_MS, WorkerHost, workerModule } from '@visavis/worker';
import type { FrameReader, LargeFrame } from './frame-reader.js';
import type { FrameCalls } from './frame-worker.js';
import type { ReceivedMessage } from './received-message.js';

/** The largest frame takes some hundredths of a second; many clients may send one at once. */
const DEADLINE_MS = 10_000;

/** Reads large frames in a thread of its own, which starts with the first one. */
export class FrameThread implements FrameReader {
  readonly #logger: Logger;
  #thread: WorkerHost<FrameCalls> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  read({ utf8 }: LargeFrame, dialect: Dialect['name']): Promise<Parsed<ReceivedMessage>> {
    this.#thread ??= new WorkerHost<FrameCalls>(workerModule(import.meta.url, 'frame-worker'), {
      name: 'frames',
      logger: this.#logger,
      deadlineMs: DEADLINE_MS,
      restartAfterMs: RESTART_AFTER_MS,
    });
    // A small buffer shares its memory with others, which cannot be handed over.
    const whole = utf8.byteLength === utf8.buffer.byteLength ? utf8 : new Uint8Array(utf8);
    return this.#thread.call('read', { utf8: whole, dialect }, [whole.buffer as ArrayBuffer]);
  }

  /** Frames that are being read fail with `worker.died`. Idempotent. */
  async close(): Promise<void> {
    await this.#thread?.close();
  }
}
