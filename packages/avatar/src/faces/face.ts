import type { Planes } from '../planes.js';
import type { Anatomy } from './anatomy.js';

/**
 * One face as data. Everything that is seen of it is a function of this and of a pose: only what made it knows whether it
 * was drawn or read from a picture.
 */
export interface Face {
  /** The person with open eyes, at twice the size of the video. */
  readonly portrait: Planes;
  /** How much of each luma texel of the portrait is person, 0…255. Without it the picture is one layer. */
  readonly matte?: Uint8Array;
  /** What is behind the person, at the size of the video; it never moves. Present exactly when `matte` is. */
  readonly background?: Planes;
  /** Whether the page is seen behind the person: the background is not, beyond the soft edge of the person. */
  readonly transparent?: true;
  readonly anatomy: Anatomy;
}
