import type { Logger } from '@visavis/core';
import type { CameraPicture, PictureDecoder, VideoCodec } from '@visavis/media';
import { RESTART_AFTER_MS, WorkerHost, workerModule } from '@visavis/worker';

export type PictureCalls = {
  toJpeg: { argument: { codec: VideoCodec; frame: Uint8Array }; result: CameraPicture };
};

/** At about 10 ms each, whoever comes after these would wait longer than the picture is worth. */
const MAX_WAITING = 16;

/**
 * One thread that makes pictures of the cameras of all sessions. It is started with the first frame, so that it costs
 * nothing where no viewer shows itself. Newcomers are turned away while it is too busy, and counted.
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

  /** Frames that were not looked at because too many waited. */
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
