/** The pose of the eyes. */
export interface EyePose {
  /** 0 open … 1 shut. */
  readonly blink: number;
  /** −1…1, to the viewer's right. */
  readonly gazeX: number;
  /** −1…1, downwards. */
  readonly gazeY: number;
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
  /** Corners drawn up. */
  readonly smile: number;
}

/** Everything that can move, at one instant. Distances in pixels of the 512-pixel picture. */
export interface FacePose {
  /** Turn of the head: how far the tip of the face moves sideways. */
  readonly yaw: number;
  /** Nod: how far the tip of the face moves down. */
  readonly pitch: number;
  /** Tilt about the neck, radians, clockwise. */
  readonly roll: number;
  readonly shiftX: number;
  readonly shiftY: number;
  /** Rise of the shoulders. */
  readonly breath: number;
  /** Rise of the brows, 0…1. */
  readonly brow: number;
  readonly eyes: EyePose;
  readonly mouth: MouthShape;
}
