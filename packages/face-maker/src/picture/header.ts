/** What a picture says of itself before it is decoded. */
export interface PictureHeader {
  readonly format: 'jpeg' | 'png' | 'webp';
  readonly width: number;
  readonly height: number;
  /** It has several pictures, of which the first is used. */
  readonly animated: boolean;
  /** How it is to be turned, 1…8 of EXIF. */
  readonly orientation: number;
  /** Its end is there: of a picture that is cut short, decoders show the part that they have. */
  readonly complete: boolean;
}
