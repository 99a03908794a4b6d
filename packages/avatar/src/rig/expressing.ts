import type { Expression } from '@visavis/core';
import type { MouthShape } from './face-pose.js';

/** What an expression adds to a pose; members left out add nothing. */
export interface Expressing {
  /** Degrees. */
  readonly yaw?: number;
  readonly pitch?: number;
  readonly roll?: number;
  readonly raise?: number;
  readonly inner?: number;
  /** How far the upper lids are lowered; below 0 raised. */
  readonly lids?: number;
  readonly gazeX?: number;
  readonly gazeY?: number;
  readonly mouth?: Partial<MouthShape>;
}

/** Each was looked at on drawn faces and portraits: about 60 % of what one tries first. */
export const EXPRESSING: Readonly<Record<Expression, Expressing>> = {
  neutral: {},
  warm: { roll: 2, pitch: 0.4, raise: 0.2, inner: 0.16, mouth: { smile: 0.58, wide: 0.25 } },
  serious: { pitch: 2, raise: -0.53, inner: -0.52, lids: 0.13, mouth: { smile: -0.55, press: 0.45 } },
  surprised: {
    pitch: -2,
    raise: 0.8,
    inner: 0.1,
    lids: -0.15,
    mouth: { smile: -0.34, open: 0.24, pucker: 0.4, upper: -0.4 },
  },
  sad: { pitch: 2.4, roll: -1.6, raise: -0.1, inner: 0.6, lids: 0.16, gazeY: 0.15, mouth: { smile: -0.75 } },
  thinking: {
    yaw: 2.6,
    pitch: -1.4,
    roll: -1.8,
    raise: 0.2,
    inner: -0.4,
    lids: 0.04,
    gazeX: 1.4,
    gazeY: -0.9,
    mouth: { smile: -0.26, press: 0.26 },
  },
};
