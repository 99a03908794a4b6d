import type { Face, Feature } from '../faces/face.js';
import type { Planes } from '../planes.js';
import type { EyePose, MouthShape } from '../rig/face-pose.js';

/** Weights are rounded to this many steps: finer than a tenth of a pixel for most, so steps are not seen. */
const STEPS = 32;
/** Patches kept of each feature; the least recently used is dropped. About 14 MB for the mouth. */
const CAPACITY = 768;

/** Eyes and mouth as a face draws them, remembered by rounded pose. */
export class FeaturePatches {
  readonly #eyes: PatchCache<EyePose>;
  readonly #mouth: PatchCache<MouthShape>;

  constructor({ eyes, mouth }: Pick<Face, 'eyes' | 'mouth'>) {
    this.#eyes = new PatchCache(eyes);
    this.#mouth = new PatchCache(mouth);
  }

  eyes(pose: EyePose): Planes {
    return this.#eyes.get(pose);
  }

  mouth(shape: MouthShape): Planes {
    return this.#mouth.get(shape);
  }
}

class PatchCache<T extends object> {
  readonly #patches = new Map<string, Planes>();

  constructor(private readonly feature: Feature<T>) {}

  get(pose: T): Planes {
    const rounded = Object.entries(pose).map(
      ([name, weight]) => [name, Math.round((weight as number) * STEPS)] as const,
    );
    const key = rounded.map(([, step]) => step).join();
    const known = this.#patches.get(key);
    if (known) {
      this.#patches.delete(key);
      this.#patches.set(key, known);
      return known;
    }
    const patch = this.feature.draw(Object.fromEntries(rounded.map(([name, step]) => [name, step / STEPS])) as T);
    this.#patches.set(key, patch);
    if (this.#patches.size > CAPACITY) this.#patches.delete(this.#patches.keys().next().value!);
    return patch;
  }
}
