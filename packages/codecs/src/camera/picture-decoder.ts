import type { Logger } from '@visavis/core';
import type { CameraPicture, PictureDecoder, VideoCodec } from '@visavis/media';
import { RESTART_AFTER_MS, WorkerHost, workerModule } from '@visavis/worker';

/** The calls of the thread behind {@link ThreadedPictureDecoder}. */
export type PictureCalls = {
  toJpeg: { argument: { codec: VideoCodec; frame: Uint8Array }; result: CameraPicture };
};

/** At about 10 ms each, a further frame would wait longer than its picture is worth. */
const MAX_WAITING = 16;

/**
 * One thread that decodes the cameras of all sessions into pictures. It starts with the first frame, so that it costs
 * nothing where no viewer turns a camera on. While too many frames wait, further ones are dropped and counted.
 */
export class ThreadedPictureDecoder implements PictureDecoder {
  readonly #logger: Logger;
  #host: WorkerHost<PictureCalls> | undefined;
  #waiting = 0;
  #dropped = 0;
  #closed = false;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Frames that were dropped because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  async toJpeg(codec: VideoCodec, frame: Uint8Array): Promise<CameraPicture | undefined> {
    if (this.#closed) return undefined;
    if (this.#waiting >= MAX_WAITING) {
      this.#dropped++;
      return undefined;
    }
    this.#waiting++;
    try {
      return await this.#thread().call('toJpeg', { codec, frame });
    } catch (error) {
      this.#logger.debug('camera picture not decoded', { error });
      return undefined;
    } finally {
      this.#waiting--;
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#host?.close();
  }

  #thread(): WorkerHost<PictureCalls> {
    return (this.#host ??= new WorkerHost<PictureCalls>(workerModule(import.meta.url, 'picture-worker'), {
      name: 'camera',
      logger: this.#logger,
      restartAfterMs: RESTART_AFTER_MS,
    }));
  }
}
