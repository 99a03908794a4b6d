import type { Picture, Plane } from '../picture/picture.js';
import { resample } from '../picture/resample.js';
import { loadModel, type Network } from './graph-model.js';

const SIZE = 256;

/** Finds the pixels of a person by MediaPipe selfie segmentation. */
export class PersonFinder {
  readonly #network: Network;

  private constructor(network: Network) {
    this.#network = network;
  }

  static async load(): Promise<PersonFinder> {
    return new PersonFinder(await loadModel('selfie', [SIZE, SIZE]));
  }

  /** @returns How likely each of 256 × 256 parts of the picture shows a person, 0…1. */
  find(picture: Picture): Plane {
    const area = { x: 0, y: 0, width: picture.width, height: picture.height };
    const { rgba } = resample(picture, area, { width: SIZE, height: SIZE });
    const input = new Float32Array(SIZE * SIZE * 3);
    for (let i = 0, p = 0; i < input.length; p++) if ((p & 3) !== 3) input[i++] = rgba[p]! / 255;
    return { width: SIZE, height: SIZE, values: this.#network.run(input)[0]! };
  }
}
