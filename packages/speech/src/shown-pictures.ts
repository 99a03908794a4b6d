import type { ShownPicture } from './ports.js';

/** More pictures would cost a model much time and add little. */
const MAX_PICTURES = 2;

/** Keeps the newest pictures that the user has shown. */
export class ShownPictures {
  #pictures: readonly ShownPicture[] = [];
  #added = -1;

  /** The kept pictures, oldest first. */
  get newest(): readonly ShownPicture[] {
    return this.#pictures;
  }

  /** @param added Number of items that the history has received. */
  add(picture: ShownPicture, added: number): void {
    this.#pictures = [...this.#pictures, picture].slice(-MAX_PICTURES);
    this.#added = added;
  }

  /** Whether nothing was said since the newest one came. @param added As for {@link add}, now. */
  areNewest(added: number): boolean {
    return this.#added === added;
  }
}
