/**
 * Where the parts of a face are in its portrait, and the colours of its light. Lengths are pixels of the video picture
 * (half the portrait's texels), y downwards; colours are those of the portrait.
 */
export interface Anatomy {
  readonly mouth: MouthAnatomy;
  /** The eye on the left of the picture first. */
  readonly eyes: readonly [EyeAnatomy, EyeAnatomy];
  readonly head: HeadAnatomy;
}

/**
 * The place of a part, which solves tilt: a point p is (a, t) = ((p − o)·u, (p − o)·v) / half. The unit vector u runs from
 * the part's left corner to its right one in the picture, v is u turned by +90°, downwards; the corners are at a = ∓1.
 */
export interface Frame {
  /** The origin o, midway between the corners. */
  readonly x: number;
  readonly y: number;
  readonly ux: number;
  readonly uy: number;
  /** Half the distance of the corners. */
  readonly half: number;
}

/** A line across a part: `t` at equally spaced `a` from −reach to +reach. */
export interface Curve {
  readonly reach: number;
  readonly t: readonly number[];
}

/** Red, green and blue, 0…255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The mouth at rest. */
export interface MouthAnatomy {
  readonly frame: Frame;
  /** Inner edges of the lips: the same line where the picture shows them closed. */
  readonly upperLine: Curve;
  readonly lowerLine: Curve;
  /** Outer borders of the lips. */
  readonly upperLip: Curve;
  readonly lowerLip: Curve;
  /** Where the nose ends and where the chin ends, as t. */
  readonly noseBase: number;
  readonly chin: number;
  /** The picture shows the mouth open: it is closed at rest, and teeth that can be seen there are the person's own. */
  readonly parted: boolean;
  readonly lip: Rgb;
  readonly skin: Rgb;
  readonly teeth: Rgb;
  readonly tongue: Rgb;
  readonly cavity: Rgb;
  /** How much brighter the left cheek is, −0.6…0.6. */
  readonly sideLight: number;
}

/** One eye, open. */
export interface EyeAnatomy {
  readonly frame: Frame;
  readonly upperLid: Curve;
  readonly lowerLid: Curve;
  /** Lower edge of the brow. */
  readonly brow: Curve;
  readonly iris: { readonly a: number; readonly t: number; readonly radius: number };
  /** Clean skin above the eye and under it, at the columns of the curves. */
  readonly lidSkin: { readonly above: readonly Rgb[]; readonly below: readonly Rgb[] };
  readonly lash: Rgb;
  /** Whether its lids can close rightly. Those of some drawings cannot: the eye looks down instead. */
  readonly blinks: boolean;
}

/** The head as a body with depth. */
export interface HeadAnatomy {
  /** Middle and half sizes of the oval of the face, ear to ear and hairline to chin. */
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly browY: number;
  readonly eyeY: number;
  readonly chinY: number;
  /** The point about which it tilts. */
  readonly pivot: { readonly x: number; readonly y: number };
  /** Depth towards the viewer, pixels, 0 in the plane of the ears, at the nodes of a grid of 8 pixels, row by row. */
  readonly depth: readonly number[];
  /** Share in the head's motion, 0…255, at the same nodes. */
  readonly share: readonly number[];
}
