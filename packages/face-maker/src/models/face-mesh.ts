import type { Picture } from '../picture/picture.js';
import { cutUpright, outOf, type TurnedSquare } from '../picture/turned-square.js';
import type { DetectedFace } from './face-detector.js';
import { loadModel, type Network } from './graph-model.js';
import { EYES, REFINED_EYES, REFINED_LIPS } from './mesh-points.js';

/** A point of a face: pixels of the picture, and `z` in the same unit, towards the viewer negative. */
export interface Landmark {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** The 478 points of a face, in the order of the MediaPipe face mesh with irises. */
export interface Mesh {
  readonly landmarks: readonly Landmark[];
  /** How sure the network is that it sees a face, 0…1. */
  readonly presence: number;
}

const SIZE = 192;
const POINTS = 468;
const IRIS = 5;
/** The network was trained on squares of this many sizes of the face's box. */
const MARGIN = 1.5;
/** Looks from which the last landmarks are averaged: they differ as photographs of one face would. */
const LOOKS = [
  { scale: 1, turn: 0 },
  { scale: 0.92, turn: 0.05 },
  { scale: 1.08, turn: -0.05 },
  { scale: 1, turn: -0.03 },
];

/** Finds the landmarks of a face by the MediaPipe face mesh with attention. */
export class FaceMesh {
  readonly #network: Network;

  private constructor(network: Network) {
    this.#network = network;
  }

  static async load(): Promise<FaceMesh> {
    return new FaceMesh(await loadModel('facemesh-attention', [SIZE, SIZE]));
  }

  /** One look at what the detector took for a face. */
  glance(picture: Picture, { box, eyes: [left, right] }: DetectedFace): Mesh {
    const angle = Math.atan2(right.y - left.y, right.x - left.x);
    const side = Math.max(box.width, box.height) * MARGIN;
    return this.#look(picture, { x: box.x + box.width / 2, y: box.y + box.height / 2, side, angle });
  }

  /** Looks where the detector saw a face, then where the landmarks of the first look are. */
  find(picture: Picture, face: DetectedFace): Mesh {
    return this.refine(picture, this.glance(picture, face));
  }

  /** @returns More exact landmarks of a face whose landmarks are known. */
  refine(picture: Picture, { landmarks }: Mesh): Mesh {
    const square = squareAround(landmarks);
    const looks = LOOKS.map(({ scale, turn }) =>
      this.#look(picture, { ...square, side: square.side * scale, angle: square.angle + turn }),
    );
    const mean = (of: (mesh: Mesh) => number): number => looks.reduce((sum, look) => sum + of(look), 0) / looks.length;
    return {
      presence: mean(({ presence }) => presence),
      landmarks: landmarks.map((_, i) => ({
        x: mean((look) => look.landmarks[i]!.x),
        y: mean((look) => look.landmarks[i]!.y),
        z: mean((look) => look.landmarks[i]!.z),
      })),
    };
  }

  #look(picture: Picture, square: TurnedSquare): Mesh {
    const outputs = this.#network.run(cutUpright(picture, square, SIZE));
    const ofLength = (length: number): Float32Array[] => outputs.filter((output) => output.length === length);
    const [coarse] = ofLength(POINTS * 3);
    const points = Array.from({ length: POINTS }, (_, i) => [...coarse!.subarray(3 * i, 3 * i + 3)] as Point);
    place(points, REFINED_LIPS, ofLength(REFINED_LIPS.length * 2)[0]!);
    const eyes = leftFirst(ofLength(REFINED_EYES[0].length * 2));
    const irises = leftFirst(ofLength(IRIS * 2));
    REFINED_EYES.forEach((indices, i) => place(points, indices, eyes[i]!));
    for (const [i, { upper, iris }] of EYES.entries()) {
      const depth = upper.reduce((sum, index) => sum + points[index]![2], 0) / upper.length;
      for (const index of iris) points[index] = [0, 0, depth];
      place(points, iris, irises[i]!);
    }
    const scale = square.side / SIZE;
    return {
      presence: outputs.find((output) => output.length === 1)![0]!,
      landmarks: points.map(([x, y, z]) => ({ ...outOf(square, x / SIZE, y / SIZE), z: z * scale })),
    };
  }
}

type Point = [x: number, y: number, z: number];

function place(points: Point[], indices: readonly number[], xy: Float32Array): void {
  for (const [i, index] of indices.entries()) points[index] = [xy[2 * i]!, xy[2 * i + 1]!, points[index]![2]];
}

/** The network does not say which of its two outputs is which eye; in an upright square one of them is further left. */
function leftFirst(pair: Float32Array[]): Float32Array[] {
  const middle = (xy: Float32Array): number => xy.reduce((sum, value, i) => (i % 2 ? sum : sum + value), 0);
  return pair.sort((a, b) => middle(a) - middle(b));
}

function squareAround(landmarks: readonly Landmark[]): TurnedSquare {
  const left = landmarks[EYES[0].upper[0]]!;
  const right = landmarks[EYES[1].upper[8]]!;
  const angle = Math.atan2(right.y - left.y, right.x - left.x);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const across = landmarks.map(({ x, y }) => x * cos + y * sin);
  const down = landmarks.map(({ x, y }) => y * cos - x * sin);
  const middleOf = (values: number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  const sizeOf = (values: number[]): number => Math.max(...values) - Math.min(...values);
  const u = middleOf(across);
  const v = middleOf(down);
  const side = Math.max(sizeOf(across), sizeOf(down)) * MARGIN;
  return { x: u * cos - v * sin, y: u * sin + v * cos, side, angle };
}
