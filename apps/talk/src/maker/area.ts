/** A rectangle in pixels of a picture. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What is seen of a picture in a square window. */
export interface Framing {
  /** 1 shows all of the picture. */
  zoom: number;
  /** What is in the middle, pixels of the picture. */
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const LARGEST_ZOOM = 4;

/** Length of the window's side, pixels of the picture. */
export const sideOf = ({ width, height }: Size, { zoom }: Framing): number => Math.max(width, height) / zoom;

/** @returns The nearest framing that shows nothing beside the picture which could show the picture. */
export function within(picture: Size, { zoom, x, y }: Framing): Framing {
  const fitting = Math.min(LARGEST_ZOOM, Math.max(1, zoom));
  const side = sideOf(picture, { zoom: fitting, x, y });
  return { zoom: fitting, x: middle(x, picture.width, side), y: middle(y, picture.height, side) };
}

/** @returns The part of the picture that is seen, in whole pixels. */
export function seen(picture: Size, framing: Framing): Area {
  const half = sideOf(picture, framing) / 2;
  const [left, right] = stretch(framing.x, half, picture.width);
  const [top, bottom] = stretch(framing.y, half, picture.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

const middle = (at: number, length: number, side: number): number =>
  length <= side ? length / 2 : Math.min(length - side / 2, Math.max(side / 2, at));

const stretch = (at: number, half: number, length: number): [number, number] => [
  Math.max(0, Math.round(at - half)),
  Math.min(length, Math.round(at + half)),
];
