import type { Face } from '../faces/face.js';
import type { FaceSource } from '../faces/load-face.js';
import { FaceRenderer } from './face-renderer.js';

/** The renderers of a thread, one per face for all its viewers. */
export class Renderers {
  readonly #byFace: ReadonlyMap<string, PromiseSettledResult<FaceRenderer>>;

  private constructor(byFace: ReadonlyMap<string, PromiseSettledResult<FaceRenderer>>) {
    this.#byFace = byFace;
  }

  /** Loads all faces. A face that fails does not affect the others: `of` throws its error. */
  static async open(faces: readonly FaceSource[], load: (source: FaceSource) => Promise<Face>): Promise<Renderers> {
    const loaded = await Promise.allSettled(faces.map(async (source) => new FaceRenderer(await load(source))));
    return new Renderers(new Map(loaded.map((renderer, i) => [faces[i]!.id, renderer])));
  }

  /** @throws {Error} When the face is not among those opened, or could not be loaded. */
  of(faceId: string): FaceRenderer {
    const renderer = this.#byFace.get(faceId);
    if (!renderer) throw new Error(`This thread has not loaded the face "${faceId}"`);
    if (renderer.status === 'rejected') throw renderer.reason;
    return renderer.value;
  }

  /** Renderers of the faces that could be loaded. */
  get all(): readonly FaceRenderer[] {
    return [...this.#byFace.values()].flatMap((renderer) => (renderer.status === 'fulfilled' ? [renderer.value] : []));
  }
}
