import type { Area, Picture } from '../picture/picture.js';
import type { PicturePoint } from '../anatomy/frame.js';
import { resample } from '../picture/resample.js';
import { loadModel, type Network } from './graph-model.js';

/** A face that the detector has found, in pixels of the picture. */
export interface DetectedFace {
  /** From the forehead to the chin; ears may be outside. */
  readonly box: Area;
  /** How sure the detector is, 0…1. */
  readonly score: number;
  readonly eyes: readonly [left: PicturePoint, right: PicturePoint];
}

const SIZE = 256;
/** A longer side would show a look nothing more: the closest one is at half a side. */
const MAX_SIDE = 4 * SIZE;
const MIN_SCORE = 0.5;
/** Boxes of which the smaller one shares more of its area show one face. */
const MAX_SHARED = 0.35;
/** Cells of the two layers of the network, pixels of its input, and the boxes of each cell. */
const LAYERS = [
  { step: 16, boxes: 2 },
  { step: 32, boxes: 6 },
];
/** Values of a box: its centre and size, then six points, of which the eyes are the first two. */
const VALUES = 16;

/** Finds faces by MediaPipe BlazeFace, the model for 256 × 256 pixels. */
export class FaceDetector {
  readonly #network: Network;

  private constructor(network: Network) {
    this.#network = network;
  }

  static async load(): Promise<FaceDetector> {
    return new FaceDetector(await loadModel('blazeface', [SIZE, SIZE]));
  }

  /**
   * Looks at the whole picture; where no face is found, at a wider frame, in which a face that fills the picture fits,
   * and at parts of the picture, in which a small face is larger.
   *
   * @returns The largest first.
   */
  find(picture: Picture): DetectedFace[] {
    const scale = Math.max(1, Math.max(picture.width, picture.height) / MAX_SIDE);
    const small = scale === 1 ? picture : shrunk(picture, scale);
    for (const frames of framesOf(small)) {
      const found = withoutDoubles(frames.flatMap((frame) => this.#look(small, frame)));
      if (found.length > 0) return found.map((face) => enlarged(face, scale)).sort((a, b) => b.box.width - a.box.width);
    }
    return [];
  }

  #look(picture: Picture, frame: Area): DetectedFace[] {
    const { rgba } = resample(picture, frame, { width: SIZE, height: SIZE, beyond: 'black' });
    const input = new Float32Array(SIZE * SIZE * 3);
    for (let i = 0, p = 0; i < input.length; p++) if ((p & 3) !== 3) input[i++] = rgba[p]! / 127.5 - 1;
    const outputs = this.#network.run(input);
    const scale = frame.width / SIZE;
    return LAYERS.flatMap(({ step, boxes }) => {
      const across = SIZE / step;
      const count = across * across * boxes;
      const scores = outputs.find(({ length }) => length === count)!;
      const values = outputs.find(({ length }) => length === count * VALUES)!;
      const found: DetectedFace[] = [];
      for (let i = 0; i < count; i++) {
        const score = 1 / (1 + Math.exp(-scores[i]!));
        if (score < MIN_SCORE) continue;
        const cell = Math.floor(i / boxes);
        const place = (at: number): PicturePoint => ({
          x: frame.x + (values[i * VALUES + at]! + ((cell % across) + 0.5) * step) * scale,
          y: frame.y + (values[i * VALUES + at + 1]! + (Math.floor(cell / across) + 0.5) * step) * scale,
        });
        const width = values[i * VALUES + 2]! * scale;
        const height = values[i * VALUES + 3]! * scale;
        const centre = place(0);
        const box = { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
        found.push({ box, score, eyes: [place(4), place(6)] });
      }
      return found;
    });
  }
}

function shrunk(picture: Picture, scale: number): Picture {
  const size = { width: Math.ceil(picture.width / scale), height: Math.ceil(picture.height / scale) };
  const area = { x: 0, y: 0, width: size.width * scale, height: size.height * scale };
  return resample(picture, area, size);
}

function enlarged({ box, score, eyes: [left, right] }: DetectedFace, scale: number): DetectedFace {
  const place = ({ x, y }: PicturePoint): PicturePoint => ({ x: x * scale, y: y * scale });
  return {
    box: { ...place(box), width: box.width * scale, height: box.height * scale },
    score,
    eyes: [place(left), place(right)],
  };
}

/** Squares to look at, in the order in which they are tried. */
function framesOf({ width, height }: Picture): Area[][] {
  const side = Math.max(width, height);
  const around = (scale: number): Area => squareAt(width / 2, height / 2, side * scale);
  const parts: Area[] = [];
  const part = side / 2;
  for (let y = part / 2; y <= height - part / 2 + 1; y += part / 2)
    for (let x = part / 2; x <= width - part / 2 + 1; x += part / 2) parts.push(squareAt(x, y, part));
  return [[around(1)], [around(1.7)], parts];
}

const squareAt = (x: number, y: number, side: number): Area => ({
  x: x - side / 2,
  y: y - side / 2,
  width: side,
  height: side,
});

function withoutDoubles(faces: readonly DetectedFace[]): DetectedFace[] {
  const kept: DetectedFace[] = [];
  for (const face of [...faces].sort((a, b) => b.score - a.score))
    if (kept.every(({ box }) => shared(box, face.box) < MAX_SHARED)) kept.push(face);
  return kept;
}

/** @returns The share of two boxes' common area in the smaller one. */
function shared(a: Area, b: Area): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / Math.min(a.width * a.height, b.width * b.height);
}
