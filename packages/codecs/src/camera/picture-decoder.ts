import { systemClock, type Clock, type Logger } from '@visavis/core';
import type { CameraPicture, PictureDecoder, VideoCodec } from '@visavis/media';
import { ProcessHost, RESTART_AFTER_MS, workerModule } from '@visavis/worker';

/** The calls of the process behind {@link IsolatedPictureDecoder}. */
export type PictureCalls = {
  toJpeg: { argument: { codec: VideoCodec; frame: Uint8Array }; result: CameraPicture };
};

/** At about 10 ms each, a further frame would wait longer than its picture is worth. */
const MAX_WAITING = 16;
/** The longest of 60,000 damaged frames took a third of this. */
const PICTURE_LIMIT_MS = 1000;
/** A 4K frame takes 12 MB, and Node about 1000 MB of address space. */
const CONFINEMENT = { heapMb: 64, addressSpaceMb: 2048 };

/**
 * One process that decodes the cameras of all sessions into pictures, one after the other: a frame that crashes the
 * decoder, or takes too long, costs the pictures that wait, and no session. The process starts with the first frame,
 * and after its end with the next one, so that it costs nothing where no viewer turns a camera on. While too many
 * frames wait, further ones are dropped and counted.
 */
export class IsolatedPictureDecoder implements PictureDecoder {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #module: URL;
  #host: ProcessHost<PictureCalls> | undefined;
  #mayStartAtMs = -Infinity;
  /** The calls that wait for a picture; the first one is being worked on. */
  readonly #calls: object[] = [];
  /** The call at which the process ended last. */
  #fatal: object | undefined;
  #dropped = 0;
  #closed = false;

  /** @param options Replaced by tests: the clock, and the module that the process runs. */
  constructor(logger: Logger, options: { clock?: Clock; module?: URL } = {}) {
    this.#logger = logger;
    this.#clock = options.clock ?? systemClock;
    this.#module = options.module ?? workerModule(import.meta.url, 'picture-worker');
  }

  /** Frames that were dropped because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  async toJpeg(codec: VideoCodec, frame: Uint8Array): Promise<CameraPicture | 'fatal' | undefined> {
    const host = this.#closed ? undefined : this.#process();
    if (!host) return undefined;
    if (this.#calls.length >= MAX_WAITING) {
      this.#dropped++;
      return undefined;
    }
    const call = {};
    this.#calls.push(call);
    try {
      return await host.call('toJpeg', { codec, frame });
    } catch (error) {
      this.#logger.debug('camera picture not decoded', { error });
      return call === this.#fatal ? 'fatal' : undefined;
    } finally {
      this.#calls.splice(this.#calls.indexOf(call), 1);
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#host?.close();
  }

  /** @returns `undefined` shortly after one has died: a frame that comes again and again must not keep a core busy. */
  #process(): ProcessHost<PictureCalls> | undefined {
    if (this.#host || this.#clock.nowMs() < this.#mayStartAtMs) return this.#host;
    const host = new ProcessHost<PictureCalls>(this.#module, {
      name: 'camera',
      logger: this.#logger,
      confinement: CONFINEMENT,
      callLimitMs: PICTURE_LIMIT_MS,
    });
    host.events.on('died', ({ reason }) => {
      this.#logger.error('camera process died', { reason });
      this.#host = undefined;
      this.#fatal = this.#calls[0];
      this.#mayStartAtMs = this.#clock.nowMs() + RESTART_AFTER_MS;
    });
    return (this.#host = host);
  }
}
