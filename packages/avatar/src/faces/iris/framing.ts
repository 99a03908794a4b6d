/** What a picture of Iris shows: she is drawn in units of her square picture, which is 512 of them wide and high. */
export interface Framing {
  /** Size of the picture, pixels of the video. */
  readonly width: number;
  readonly height: number;
  /** Pixels a unit. */
  readonly scale: number;
  /** The unit that is the picture's upper left corner. */
  readonly x: number;
  readonly y: number;
}

/** Head and shoulders. */
export const SQUARE: Framing = { width: 512, height: 512, scale: 1, x: 0, y: 0 };
/** Head, shoulders and chest, for screens that are held upright. */
export const PORTRAIT: Framing = { width: 720, height: 1280, scale: 1.42, x: 2.5, y: -106 };
