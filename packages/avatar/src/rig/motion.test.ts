import { AT_REST, ATTENTIONS, EXPRESSIONS, type Motion } from '@visavis/core';
import { describe, expect, it } from 'vitest';
import { SHAPES } from '../mouth/visemes.js';
import type { FacePose } from './face-pose.js';
import { IDLE_FRAMES, IDLE_GOP, idlePose } from './idle.js';
import { loopPose } from './loop-pose.js';
import { Speaker, type SpokenSegment } from './speaker.js';

const MOTIONS: Motion[] = ATTENTIONS.flatMap((attention) =>
  EXPRESSIONS.map((expression) => ({ attention, expression })),
);
const frames = Array.from({ length: IDLE_FRAMES }, (_, frame) => frame);
const speech: SpokenSegment = { loudness: { at: (ms) => (ms % 400 < 200 ? 1 : 0.2) }, mouth: { at: () => SHAPES.aa } };

/** The longest way that a part of the face goes between two pictures, in the units of its pose. */
interface Step {
  readonly head: number;
  readonly brows: number;
  readonly gaze: number;
  readonly smile: number;
}
function largestStep(poses: readonly FacePose[]): Step {
  const step = (of: (pose: FacePose) => number): number =>
    Math.max(...poses.slice(1).map((pose, i) => Math.abs(of(pose) - of(poses[i]!))));
  return {
    head: Math.max(
      step((p) => p.yaw),
      step((p) => p.pitch),
      step((p) => p.roll),
    ),
    brows: Math.max(
      step((p) => p.brows.raise),
      step((p) => p.brows.inner),
    ),
    gaze: Math.max(
      step((p) => p.eyes.gazeX),
      step((p) => p.eyes.gazeY),
    ),
    smile: Math.max(
      step((p) => p.mouth.smile),
      step((p) => p.mouth.press),
    ),
  };
}
function expectSmooth(poses: readonly FacePose[]): void {
  const { head, brows, gaze, smile } = largestStep(poses);
  expect(head).toBeLessThan(2);
  expect(brows).toBeLessThan(0.26);
  expect(smile).toBeLessThan(0.25);
  // A saccade takes two or three pictures, and goes up to 1.8 far.
  expect(gaze).toBeLessThan(1.25);
}

describe('the loop of a motion', () => {
  it.each(MOTIONS)('$attention, $expression: has no seam, no jump, and a mouth that is still', (motion) => {
    const poses = [...frames, IDLE_FRAMES].map((frame) => loopPose(motion, frame));
    expect(poses.at(-1)).toEqual(poses[0]);
    expectSmooth(poses);
    expect(new Set(poses.map(({ mouth }) => JSON.stringify(mouth))).size).toBe(1);
    for (const { yaw, pitch, roll } of poses) {
      expect(Math.abs(yaw)).toBeLessThan(10);
      expect(Math.abs(pitch)).toBeLessThan(8);
      expect(Math.abs(roll)).toBeLessThan(6);
    }
  });

  it('is that of the silent face where nothing happens', () => {
    for (const frame of frames) expect(loopPose(AT_REST, frame)).toEqual(idlePose(frame));
  });

  it('breathes and blinks as all others do, so that a change is a blend of poses at the same frame', () => {
    for (const motion of MOTIONS)
      for (const frame of frames) {
        const [pose, rest] = [loopPose(motion, frame), idlePose(frame)];
        expect(pose.breath).toBe(rest.breath);
        expect(pose.eyes.blink).toBeGreaterThanOrEqual(rest.eyes.blink - 0.15);
        if (rest.eyes.blink === 1) expect(pose.eyes.blink).toBe(1);
      }
  });

  it('listening: keeps its eyes on the viewer, and nods', () => {
    const poses = frames.map((frame) => loopPose({ attention: 'listening', expression: 'neutral' }, frame));
    for (const { eyes } of poses) expect(Math.hypot(eyes.gazeX, eyes.gazeY)).toBeLessThan(0.1);
    const nods = poses.filter(
      ({ pitch }, i) => pitch > 1.8 && pitch > poses.at(i - 1)!.pitch && pitch > (poses[i + 1] ?? poses[0]!).pitch,
    );
    expect(nods.length).toBeGreaterThanOrEqual(4);
  });

  it('thinking: looks away, up and to a side', () => {
    for (const frame of frames) {
      const { gazeX, gazeY } = loopPose({ attention: 'thinking', expression: 'neutral' }, frame).eyes;
      expect(gazeX).toBeGreaterThan(1.2);
      expect(gazeY).toBeLessThan(-0.8);
    }
  });

  it('surprised: opens eyes and mouth, and speech shows its own mouth', () => {
    const motion: Motion = { attention: 'idle', expression: 'surprised' };
    const { eyes, mouth } = loopPose(motion, 0);
    expect(eyes.blink).toBeLessThan(-0.1);
    expect(mouth.open).toBeGreaterThan(0.2);
    const speaker = new Speaker(motion);
    const shut: SpokenSegment = { ...speech, mouth: { at: () => SHAPES.PP } };
    const poses = frames.slice(0, 20).map((frame) => speaker.pose(frame, shut, frame * 40, motion));
    expect(poses.at(-1)!.mouth.open).toBe(0);
  });

  it.each(EXPRESSIONS.filter((expression) => expression !== 'neutral'))('%s: can be seen', (expression) => {
    const [pose, rest] = [loopPose({ attention: 'idle', expression }, 0), idlePose(0)];
    const brows = Math.abs(pose.brows.raise - rest.brows.raise) + Math.abs(pose.brows.inner - rest.brows.inner);
    expect(brows + Math.abs(pose.mouth.smile - rest.mouth.smile)).toBeGreaterThan(0.6);
  });
});

describe('a change of motion', () => {
  const changes = MOTIONS.flatMap((from) => MOTIONS.map((to) => [from, to] as const));

  it('takes half a second, goes without a jump, and ends in the pose of the loop', () => {
    for (const [i, [from, to]] of changes.entries()) {
      const start = (i * 7) % IDLE_FRAMES;
      const speaker = new Speaker(from);
      const poses = [loopPose(from, start), speaker.pose(start + 1, undefined, 0, to)];
      while (!speaker.settled && poses.length < 40) poses.push(speaker.pose(start + poses.length, undefined, 0, to));
      expect(poses.length).toBeLessThan(20);
      expect(poses.at(-1)).toEqual(loopPose(to, start + poses.length - 1));
      expectSmooth([...poses, loopPose(to, start + poses.length)]);
    }
  });

  it('may be changed again at any picture of it', () => {
    for (let again = 1; again < 16; again++) {
      const speaker = new Speaker();
      const poses = frames.slice(0, 80).map((frame) => {
        const motion = MOTIONS[Math.floor(frame / again) % MOTIONS.length]!;
        return speaker.pose(frame, undefined, 0, motion);
      });
      expectSmooth(poses);
    }
  });

  it('into speech and out of it goes without a jump as well, around the end of the loop too', () => {
    for (const motion of MOTIONS) {
      const speaker = new Speaker({ ...motion, attention: 'thinking' });
      const said: Motion = { ...motion, attention: 'idle' };
      const poses = frames.slice(0, 150).map((i) => {
        const frame = (IDLE_FRAMES - 60 + i) % IDLE_FRAMES;
        const speaks = i > 5 && i < 100;
        return speaker.pose(frame, speaks ? speech : undefined, i * 40, speaks ? said : motion);
      });
      const { head, brows, gaze } = largestStep(poses);
      expect(head).toBeLessThan(2.2);
      expect(brows).toBeLessThan(0.3);
      expect(gaze).toBeLessThan(0.95);
      expect(speaker.settled).toBe(true);
    }
  });
});

describe('an expression under speech', () => {
  const spoken = (motion: Motion, mouth: SpokenSegment['mouth']): FacePose => {
    const speaker = new Speaker(motion);
    const segment = { ...speech, mouth };
    for (let frame = 0; frame < 2 * IDLE_GOP; frame++) speaker.pose(frame, segment, frame * 40, motion);
    return speaker.pose(2 * IDLE_GOP, segment, 2 * IDLE_GOP * 40, motion);
  };

  it.each(EXPRESSIONS)('%s: shows one third of its mouth, and all of its brows', (expression) => {
    const motion: Motion = { attention: 'idle', expression };
    const track = { at: () => SHAPES.aa };
    const [pose, neutral] = [spoken(motion, track), spoken(AT_REST, track)];
    const full = loopPose(motion, 0).mouth.smile - idlePose(0).mouth.smile;
    expect(pose.mouth.smile - neutral.mouth.smile).toBeCloseTo(full / 3, 2);
    const raised = loopPose(motion, 50).brows.raise - idlePose(50).brows.raise;
    if (raised < 0) expect(pose.brows.raise).toBeLessThan(neutral.brows.raise);
  });

  it.each(EXPRESSIONS)('%s: leaves lips closed that close', (expression) => {
    const { mouth } = spoken({ attention: 'idle', expression }, { at: () => SHAPES.PP });
    expect(mouth.open).toBe(0);
    expect(mouth.press).toBeCloseTo(SHAPES.PP.press);
  });
});
