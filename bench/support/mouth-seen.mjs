// The mouth as it is seen in pictures: the landmarks of the face mesh, as shares of what two poses of the same face show.
// What is measured so are the pixels, whatever pose they were drawn from and whatever came between: a renderer that does
// not shut the lips, or a codec that blurs them, is found out.
import { SHAPES } from '../../packages/avatar/dist/mouth/visemes.js';
import { idlePose } from '../../packages/avatar/dist/rig/idle.js';
import { FaceMesh } from '../../packages/face-maker/dist/models/face-mesh.js';
import { MOUTH } from '../../packages/face-maker/dist/models/mesh-points.js';
import { mean } from './figures.mjs';

/** Inner points of a lip beside its middle: the corners never part. */
const MIDDLE = [3, 4, 5, 6, 7];
/** Lips nearer to each other than this may have teeth between them. */
const AT_TEETH = 0.06;
/** Pixels; less than the height of a lip. */
const BEYOND = 3;
/** Poses at rest from which the shut mouth is averaged: the head lies differently in each. */
const AT_REST = [0, 40, 60, 80, 130, 160, 210, 250];

export class MouthSeen {
  #mesh;
  #face;
  #rest;
  #wide;
  #tucked;

  /** @returns What measures pictures of one face. */
  static async of(renderer, anatomy) {
    const seen = new MouthSeen();
    seen.#mesh = await FaceMesh.load();
    seen.#face = detected(anatomy);
    const posed = (mouth) =>
      average(
        AT_REST.map((frame) => seen.#lips(renderer.render(mouth ? { ...idlePose(frame), mouth } : idlePose(frame)))),
      );
    seen.#rest = posed();
    seen.#wide = posed(SHAPES.aa);
    seen.#tucked = posed(SHAPES.FF);
    return seen;
  }

  /**
   * @param picture I420 frame. @returns Openness, 0 as at rest and that of the pose for "aa" as there; whether the lower
   *   lip is at the teeth, 0…1: teeth are seen between lips without a gap; and the width of the mouth against that at rest.
   */
  of(picture) {
    const { gap, red, width } = this.#lips(picture);
    const [rest, wide, tucked] = [this.#rest, this.#wide, this.#tucked];
    const spread = width / rest.width - 1;
    const open = (SHAPES.aa.open * (gap - rest.gap)) / (wide.gap - rest.gap);
    const teeth = (rest.red - red) / (rest.red - tucked.red);
    // A gap that teeth fill is a gap.
    if (open < AT_TEETH && teeth > 0.5) return { open: AT_TEETH, tuck: teeth, wide: spread, pucker: -spread };
    return { open, tuck: 0, wide: spread, pucker: -spread };
  }

  /** In half widths of the face, so that a nod or a turn of the head changes little. */
  #lips(picture) {
    const rgba = rgbaOf(picture);
    const { landmarks } = this.#mesh.glance(rgba, this.#face);
    const { eyes } = this.#face;
    const angle = Math.atan2(eyes[1].y - eyes[0].y, eyes[1].x - eyes[0].x);
    const at = (index) => {
      const { x, y } = landmarks[index];
      return { x: x * Math.cos(angle) + y * Math.sin(angle), y: y * Math.cos(angle) - x * Math.sin(angle) };
    };
    const apart = (one, other) => mean(MIDDLE.map((i) => at(other[i]).y - at(one[i]).y));
    const unit = Math.hypot(at(33).x - at(263).x, at(33).y - at(263).y);
    return {
      gap: apart(MOUTH.upperInner, MOUTH.lowerInner) / unit,
      red: mean(MIDDLE.map((i) => leastRed(rgba, landmarks[MOUTH.upperInner[i]], landmarks[MOUTH.lowerInner[i]]))),
      width: Math.hypot(at(MOUTH.right).x - at(MOUTH.left).x, at(MOUTH.right).y - at(MOUTH.left).y) / unit,
    };
  }
}

/** The least red between two points, and a little beyond them: lips and the line between them are red, teeth are not. */
function leastRed({ width, rgba }, upper, lower) {
  const x = Math.round((upper.x + lower.x) / 2);
  let least = 1;
  for (let y = Math.round(upper.y) - BEYOND; y <= Math.round(lower.y) + BEYOND; y++) {
    const at = 4 * (y * width + x);
    const [red, green] = [rgba[at], rgba[at + 1]];
    least = Math.min(least, (red - green) / (red + green + 1));
  }
  return least;
}

/** What a detector would report of a face whose anatomy is known. */
function detected({ head, eyes }) {
  const { x, y, halfWidth, halfHeight } = head;
  return {
    box: { x: x - halfWidth, y: y - 0.85 * halfHeight, width: 2 * halfWidth, height: 1.85 * halfHeight },
    eyes: eyes.map(({ frame }) => ({ x: frame.x, y: frame.y })),
  };
}

function average(all) {
  return Object.fromEntries(Object.keys(all[0]).map((key) => [key, mean(all.map((one) => one[key]))]));
}

/** BT.601, limited range. */
function rgbaOf({ data, width, height }) {
  const rgba = new Uint8ClampedArray(4 * width * height);
  const [u, v] = [width * height, (width * height * 5) / 4];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const luma = 1.164 * (data[y * width + x] - 16);
      const chroma = (y >> 1) * (width / 2) + (x >> 1);
      const [blue, red] = [data[u + chroma] - 128, data[v + chroma] - 128];
      rgba[at] = luma + 1.596 * red;
      rgba[at + 1] = luma - 0.392 * blue - 0.813 * red;
      rgba[at + 2] = luma + 2.017 * blue;
      rgba[at + 3] = 255;
    }
  }
  return { width, height, rgba };
}
