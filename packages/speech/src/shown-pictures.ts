import type { ShownPicture } from './ports.js';

/** More pictures would cost a model much time and add little. */
const MAX_PICTURES = 2;

/** Keeps the newest pictures that the user has shown. */
export class ShownPictures {
  #pictures: readonly ShownPicture[] = [];
  #afterId: string | undefined;

  /** The kept pictures, oldest first. */
  get newest(): readonly ShownPicture[] {
    return this.#pictures;
  }

  /** @param afterId The latest item of the history. */
  add(picture: ShownPicture, afterId: string | undefined): void {
    this.#pictures = [...this.#pictures, picture].slice(-MAX_PICTURES);
    this.#afterId = afterId;
  }

  /** Whether nothing was said since the newest one came. @param latestId The latest item of the history now. */
  areNewerThan(latestId: string | undefined): boolean {
    return this.#pictures.length > 0 && this.#afterId === latestId;
  }
}
