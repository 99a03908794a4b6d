import type { Face } from '../faces/face.js';
import { lookOf, type FaceSource } from '../faces/load-face.js';
import { FaceRenderer } from './face-renderer.js';

/** Renderers that stay in memory for the next viewer: about 6 MB each. Those that draw for a viewer stay in any case. */
const KEPT = 8;

/** The renderers of a thread, one per face for all its viewers. A face is loaded when it is first asked for. */
export class Renderers {
  readonly #load: (source: FaceSource) => Promise<Face>;
  /** The one used last stands last. */
  readonly #kept = new Map<string, Promise<FaceRenderer>>();

  constructor(load: (source: FaceSource) => Promise<Face>) {
    this.#load = load;
  }

  /** @returns Rejects with the error of loading the face; the next call tries again. */
  of(source: FaceSource): Promise<FaceRenderer> {
    const renderer = this.#kept.get(lookOf(source)) ?? this.#open(source);
    this.#kept.delete(lookOf(source));
    this.#kept.set(lookOf(source), renderer);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return renderer;
  }

  #open(source: FaceSource): Promise<FaceRenderer> {
    const renderer = this.#load(source).then((face) => new FaceRenderer(face));
    renderer.catch(() => {
      if (this.#kept.get(lookOf(source)) === renderer) this.#kept.delete(lookOf(source));
    });
    return renderer;
  }
}
