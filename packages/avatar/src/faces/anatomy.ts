/**
 * Where the parts of a face are, and how far they move. Lengths are in pixels of the picture. A face looks at the viewer,
 * so every part is alike on both sides of one vertical line.
 */
export interface Anatomy {
  /** x of the line between the two sides. */
  readonly middleX: number;
  /** y of the point on that line about which the head tilts. */
  readonly pivotY: number;
  /** Head and hair, which move as one. */
  readonly head: Ellipse & {
    /** Fade of the motion over the background: from and to this multiple of the ellipse. */
    readonly edge: Fade;
    /** Fade of the motion down the neck. */
    readonly neck: Fade;
  };
  /** The front of the head, rounded: its middle comes forward, its rim stays. */
  readonly front: Ellipse;
  readonly nose: Ellipse;
  readonly jaw: Area & { readonly drop: number };
  readonly brows: Area & { readonly rise: number };
  /** The part that breath lifts; the arms beside it follow less. */
  readonly chest: { readonly top: Fade; readonly sides: Fade };
}

/** An ellipse centred on the middle line. */
export interface Ellipse {
  readonly y: number;
  readonly radiusX: number;
  readonly radiusY: number;
}

/** A part whose motion fades over its edges; `sides` are distances from the middle line. */
export interface Area {
  readonly top: Fade;
  readonly bottom: Fade;
  readonly sides: Fade;
}

/** Where a change begins and where it is complete. */
export type Fade = readonly [from: number, to: number];
