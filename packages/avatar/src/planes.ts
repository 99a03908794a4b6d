/** Three planes of YUV 4:2:0, BT.601 limited range; the chroma planes are half as wide and half as high. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

/**
 * @param width,height Even numbers of luma pixels.
 * @param data Memory for the planes, one after the other; new when left out.
 */
export function planesOf(
  width: number,
  height: number,
  data: Uint8Array = new Uint8Array((width * height * 3) / 2),
): Planes {
  const luma = width * height;
  return {
    width,
    height,
    y: data.subarray(0, luma),
    u: data.subarray(luma, luma * 1.25),
    v: data.subarray(luma * 1.25, luma * 1.5),
  };
}

/**
 * @param rgba Four bytes a pixel, opaque, `width` and `height` even.
 * @see ITU-R BT.601-7 §2.5.3: 16–235 for luma, 16–240 for chroma. Integer form with 16 fraction bits.
 */
export function planesFromRgba(rgba: Uint8ClampedArray, width: number, height: number): Planes {
  const planes = planesOf(width, height);
  for (let i = 0, p = 0; i < planes.y.length; i++, p += 4)
    planes.y[i] = (16829 * rgba[p]! + 33039 * rgba[p + 1]! + 6416 * rgba[p + 2]! + 1081344) >> 16;
  let out = 0;
  for (let row = 0; row < height; row += 2) {
    for (let column = 0; column < width; column += 2, out++) {
      const p = (row * width + column) * 4;
      const q = p + width * 4;
      const r = rgba[p]! + rgba[p + 4]! + rgba[q]! + rgba[q + 4]!;
      const g = rgba[p + 1]! + rgba[p + 5]! + rgba[q + 1]! + rgba[q + 5]!;
      const b = rgba[p + 2]! + rgba[p + 6]! + rgba[q + 2]! + rgba[q + 6]!;
      planes.u[out] = (-9714 * r - 19070 * g + 28784 * b + 33685504) >> 18;
      planes.v[out] = (28784 * r - 24103 * g - 4681 * b + 33685504) >> 18;
    }
  }
  return planes;
}

/** @returns Half the width and height, each 2×2 pixels averaged, as the warp does where nothing moves. */
export function halved(from: Planes): Planes {
  const to = planesOf(from.width / 2, from.height / 2);
  halvePlane(from.y, from.width, to.y);
  halvePlane(from.u, from.width / 2, to.u);
  halvePlane(from.v, from.width / 2, to.v);
  return to;
}

/** @param to Receives the plane at half the width and height. */
export function halvePlane(from: Uint8Array, width: number, to: Uint8Array): void {
  for (let row = 0, out = 0; out < to.length; row += 2 * width)
    for (let at = row; at < row + width; at += 2, out++)
      to[out] = (from[at]! + from[at + 1]! + from[at + width]! + from[at + width + 1]! + 2) >> 2;
}
