import { ATTENTIONS, EXPRESSIONS, type Motion } from '@visavis/core';
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
  const [attending, gazing] = [body, gaze].map((shares) => attendingBy(shares, rest, frame)) as [Attended, Attended];
  const [expressing, glancing] = [body, gaze].map(expressingBy) as [Expressed, Expressed];
  // Eyes that look for an answer look nowhere else.
  const free = 1 - gaze.attention.thinking;
  const lip = (key: keyof MouthShape): number =>
    attending((pose) => pose.mouth[key]) + mouth * expressing((more) => more.mouth?.[key]);
  return {
    ...rest,
    yaw: attending((pose) => pose.yaw) + expressing((more) => more.yaw),
    pitch: attending((pose) => pose.pitch) + expressing((more) => more.pitch),
    roll: attending((pose) => pose.roll) + expressing((more) => more.roll),
    shiftY: attending((pose) => pose.shiftY),
    brows: {
      raise: attending((pose) => pose.brows.raise) + expressing((more) => more.raise),
      inner: attending((pose) => pose.brows.inner) + expressing((more) => more.inner),
    },
    eyes: {
      blink: rest.eyes.blink + expressing((more) => more.lids) * (1 - rest.eyes.blink),
      gazeX: gazing((pose) => pose.eyes.gazeX) + free * glancing((more) => more.gazeX),
      gazeY: gazing((pose) => pose.eyes.gazeY) + free * glancing((more) => more.gazeY),
    },
    mouth: {
      open: lip('open'),
      wide: lip('wide'),
      pucker: lip('pucker'),
      press: lip('press'),
      upper: lip('upper'),
      tuck: lip('tuck'),
      tongue: lip('tongue'),
      smile: lip('smile'),
    },
  };
}

/** One number of the pose, as far as each of the shares has it. */
type Attended = (of: (pose: FacePose) => number) => number;
type Expressed = (of: (expressing: Expressing) => number | undefined) => number;

function attendingBy({ attention }: MotionShares, rest: FacePose, frame: number): Attended {
  const shown = ATTENTIONS.filter((name) => attention[name] !== 0);
  const poses = shown.map((name) => [attention[name], ATTENDING[name](rest, frame)] as const);
  return (of) => poses.reduce((sum, [share, pose]) => sum + share * of(pose), 0);
}

function expressingBy({ expression }: MotionShares): Expressed {
  const shown = EXPRESSIONS.filter((name) => expression[name] !== 0);
  return (of) => shown.reduce((sum, name) => sum + expression[name] * (of(EXPRESSING[name]) ?? 0), 0);
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
