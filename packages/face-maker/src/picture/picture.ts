/** A picture: four bytes a pixel, red, green, blue and opacity, row by row from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

/** A rectangle in pixels of a picture; it may reach beyond the picture. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A plane of one value a pixel, row by row from the top. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Luma of ITU-R BT.601, in the units of its arguments. */
export const lumaOf = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** @returns The luma of each pixel, 0…1. */
export function lumaPlane({ width, height, rgba }: Picture): Plane {
  const values = new Float32Array(width * height);
  for (let i = 0, p = 0; i < values.length; i++, p += 4) values[i] = lumaOf(rgba[p]!, rgba[p + 1]!, rgba[p + 2]!) / 255;
  return { width, height, values };
}
