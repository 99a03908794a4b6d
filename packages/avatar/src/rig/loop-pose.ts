import { ATTENTIONS, EXPRESSIONS, type Motion } from '@visavis/core';
import { MOUTH_KEYS } from '../mouth/blend.js';
import { ATTENDING } from './attention.js';
import { EXPRESSING, type Expressing } from './expressing.js';
import type { FacePose, MouthShape } from './face-pose.js';
import { idlePose } from './idle.js';
import { sharesOf, type MotionShares } from './shares.js';

/** Furthest that one front view can be turned, degrees. */
const FURTHEST = { yaw: 10, pitch: 8, roll: 6 } as const;
/** Furthest that brows are raised, and their inner ends alone: further, the skin over the lid is torn along. */
const HIGHEST_BROW = 0.95;
const HIGHEST_INNER = 0.6;
/** Share of the way to the furthest from which on a motion meets resistance. */
const FREE = 0.6;

/** How much of each motion is shown. */
export interface Shown {
  readonly body: MotionShares;
  /** The same for the eyes, which look away and back long before the head has turned. */
  readonly gaze: MotionShares;
  /** Share of the expression that the mouth shows. */
  readonly mouth: number;
}

/** @returns The pose of a silent face in the loop of `motion`, which repeats as that of {@link idlePose} does. */
export function loopPose(motion: Motion, frame: number): FacePose {
  const body = sharesOf(motion);
  return withinReach(blendedPose({ body, gaze: body, mouth: 1 }, frame));
}

/** @returns The pose of a silent face that shows shares of several motions, before {@link withinReach}. */
export function blendedPose({ body, gaze, mouth }: Shown, frame: number): FacePose {
  const rest = idlePose(frame);
  const poses = ATTENTIONS.map((name) => ({ pose: ATTENDING[name](rest, frame), name }));
  const attending = (shares: MotionShares, of: (pose: FacePose) => number): number =>
    poses.reduce((sum, { pose, name }) => sum + shares.attention[name] * of(pose), 0);
  const expressing = (shares: MotionShares, of: (expressing: Expressing) => number | undefined): number =>
    EXPRESSIONS.reduce((sum, name) => sum + shares.expression[name] * (of(EXPRESSING[name]) ?? 0), 0);
  const lip = (key: keyof MouthShape): number =>
    attending(body, (pose) => pose.mouth[key]) + mouth * expressing(body, (more) => more.mouth?.[key]);
  const lids = expressing(body, (more) => more.lids);
  return {
    ...rest,
    yaw: attending(body, (pose) => pose.yaw) + expressing(body, (more) => more.yaw),
    pitch: attending(body, (pose) => pose.pitch) + expressing(body, (more) => more.pitch),
    roll: attending(body, (pose) => pose.roll) + expressing(body, (more) => more.roll),
    shiftY: attending(body, (pose) => pose.shiftY),
    brows: {
      raise: attending(body, (pose) => pose.brows.raise) + expressing(body, (more) => more.raise),
      inner: attending(body, (pose) => pose.brows.inner) + expressing(body, (more) => more.inner),
    },
    eyes: {
      blink: rest.eyes.blink + lids * (1 - rest.eyes.blink),
      gazeX: attending(gaze, (pose) => pose.eyes.gazeX) + expressing(gaze, (more) => more.gazeX),
      gazeY: attending(gaze, (pose) => pose.eyes.gazeY) + expressing(gaze, (more) => more.gazeY),
    },
    mouth: Object.fromEntries(MOUTH_KEYS.map((key) => [key, lip(key)])) as unknown as MouthShape,
  };
}

/** @returns The pose, with all that adds up in head and brows within what a portrait bears. */
export function withinReach(pose: FacePose): FacePose {
  return {
    ...pose,
    yaw: limited(pose.yaw, FURTHEST.yaw),
    pitch: limited(pose.pitch, FURTHEST.pitch),
    roll: limited(pose.roll, FURTHEST.roll),
    brows: { raise: limited(pose.brows.raise, HIGHEST_BROW), inner: limited(pose.brows.inner, HIGHEST_INNER) },
  };
}

/** Free up to a share of the way; from there on it approaches `most` and never reaches it. */
function limited(value: number, most: number): number {
  const free = FREE * most;
  const over = Math.abs(value) - free;
  if (over <= 0) return value;
  return Math.sign(value) * (free + (most - free) * Math.tanh(over / (most - free)));
}
