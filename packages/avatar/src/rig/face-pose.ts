/** The pose of the eyes. */
export interface EyePose {
  /** 0 open … 1 shut; below 0 wider than in the portrait, down to −0.2. */
  readonly blink: number;
  /** About −1.7…1.7, to the viewer's right; 0 looks at the viewer, however the head is turned. */
  readonly gazeX: number;
  /** About −1.3…1.3, downwards. */
  readonly gazeY: number;
}

/** The pose of the brows. */
export interface BrowPose {
  /** −1 lowered … 1 raised. */
  readonly raise: number;
  /** −1…1: the inner ends alone, as in worry. */
  readonly inner: number;
}

/** Geometry of the mouth; all 0…1 but for `wide`, which is −1 (round) … 1 (spread). */
export interface MouthShape {
  /** Gap between the lips, opened by the jaw. */
  readonly open: number;
  readonly wide: number;
  /** Lips pushed forward: narrower and fuller. */
  readonly pucker: number;
  /** Lips rolled in and pressed together. */
  readonly press: number;
  /** Upper lip raised off the teeth. */
  readonly upper: number;
  /** Lower lip drawn under the upper teeth. */
  readonly tuck: number;
  /** Tip of the tongue raised to the upper teeth. */
  readonly tongue: number;
  /** Corners drawn up, and the cheeks with them. */
  readonly smile: number;
}

/** Everything that can move, at one instant, for a face of any size. */
export interface FacePose {
  /** Turn of the head, degrees; the tip of the face moves to the viewer's right. About ±10. */
  readonly yaw: number;
  /** Nod, degrees, downwards. About ±8. */
  readonly pitch: number;
  /** Tilt about the neck, degrees, clockwise. About ±6. */
  readonly roll: number;
  /** Shift of the head, in half widths of the face; y downwards. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** 0 breathed out … 1 breathed in. */
  readonly breath: number;
  readonly brows: BrowPose;
  readonly eyes: EyePose;
  readonly mouth: MouthShape;
}
