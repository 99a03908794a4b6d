/** The shape of a face's picture: square, or portrait for screens that are held upright. */
export type FaceShape = 'square' | 'portrait';

/** Size of the portrait in each shape, pixels: twice that of the video. */
export const PORTRAIT_SIZES: Readonly<Record<FaceShape, { readonly width: number; readonly height: number }>> = {
  square: { width: 1024, height: 1024 },
  portrait: { width: 1440, height: 2560 },
};
