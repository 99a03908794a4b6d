import type { Logger } from '@visavis/core';
import { faceMaker, type FaceMaker } from './face-maker-package.js';

/** @returns The package's function that decodes a picture in a confined process. */
type Cleaning = () => Promise<Pick<FaceMaker, 'cleanPicture'>>;

/**
 * Decodes the pictures that sessions' clients send, one after the other: the largest takes 400 MB and a second of a core. A
 * session has one in the line at most, since its next one aborts it.
 */
export class PictureLine {
  readonly #logger: Logger;
  readonly #cleaning: Cleaning;
  #last: Promise<unknown> = Promise.resolve();

  /** @param cleaning Replaced by tests. */
  constructor(logger: Logger, cleaning: Cleaning = faceMaker) {
    this.#logger = logger;
    this.#cleaning = cleaning;
  }

  /**
   * @returns A JPEG, upright, of at most 2560 pixels each way.
   * @throws {CodedError} A code of `face.*`. @throws The reason of `signal`, when that aborts.
   */
  clean(picture: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const cleaned = this.#last.then(async () => {
      signal.throwIfAborted();
      const { cleanPicture } = await this.#cleaning();
      return cleanPicture(picture, { signal, logger: this.#logger });
    });
    this.#last = cleaned.catch(() => undefined);
    return cleaned;
  }
}
