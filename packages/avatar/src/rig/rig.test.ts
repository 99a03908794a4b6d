import { describe, expect, it } from 'vitest';
import type { Motion } from '@visavis/core';
import type { Loudness } from '@visavis/sound';
import { CLOSED, SHAPES } from '../mouth/visemes.js';
import { FaceRenderer } from '../render/face-renderer.js';
import { ovalFace } from '../testing/oval-face.js';
import { psnr } from '../testing/psnr.js';
import { IDLE_FRAMES, idlePose } from './idle.js';
import { Speaker, type SpokenSegment } from './speaker.js';

const renderer = new FaceRenderer(ovalFace());
const picture = (frame: number) => renderer.render(idlePose(frame)).data;
const loud: Loudness = { at: (ms) => (ms % 400 < 200 ? 1 : 0.2) };
const ah: SpokenSegment = { loudness: loud, mouth: { at: () => SHAPES.aa } };

describe('the idle loop', () => {
  it('closes without a seam', () => {
    expect(idlePose(IDLE_FRAMES)).toEqual(idlePose(0));
    expect(psnr(picture(IDLE_FRAMES - 1), picture(0))).toBeGreaterThan(46);
  });

  it('is alive: it breathes, blinks, looks about and sways', () => {
    const poses = Array.from({ length: IDLE_FRAMES }, (_, frame) => idlePose(frame));
    const range = (of: (pose: (typeof poses)[number]) => number) =>
      Math.max(...poses.map(of)) - Math.min(...poses.map(of));
    expect(range((p) => p.breath)).toBeGreaterThan(0.9);
    expect(range((p) => p.eyes.blink)).toBe(1);
    expect(range((p) => p.eyes.gazeX)).toBeGreaterThan(0.5);
    expect(range((p) => p.yaw)).toBeGreaterThan(5);
    expect(poses.every((p) => p.mouth.open === 0)).toBe(true);
    expect(range((p) => p.mouth.smile)).toBe(0);
  });

  it('never jumps but to blink', () => {
    for (let frame = 0; frame < IDLE_FRAMES; frame++) {
      const [now, then] = [idlePose(frame), idlePose(frame + 1)];
      expect(Math.hypot(now.yaw - then.yaw, now.pitch - then.pitch)).toBeLessThan(0.7);
    }
  });
});

describe('speaking', () => {
  it('leaves from the idle pose and comes back to it exactly', () => {
    const speaker = new Speaker();
    expect(speaker.pose(0, undefined, 0)).toEqual(idlePose(0));
    for (let frame = 1; frame < 40; frame++) speaker.pose(frame, ah, frame * 40);
    expect(speaker.settled).toBe(false);
    let frame = 40;
    while (!speaker.settled && frame < 140) speaker.pose(frame++, undefined, 0);
    expect(frame).toBeLessThan(100);
    expect(speaker.pose(frame, undefined, 0)).toEqual(idlePose(frame));
  });

  it('shuts the mouth within 80 ms of an interruption', () => {
    const speaker = new Speaker();
    for (let frame = 0; frame < 10; frame++) speaker.pose(frame, ah, frame * 40);
    expect(speaker.pose(10, undefined, 0).mouth.open).toBeLessThan(0.25);
    expect(speaker.pose(11, undefined, 0).mouth).toEqual(idlePose(11).mouth);
  });

  it('moves the mouth over three pictures where phones that are found late correct it', () => {
    const speaker = new Speaker();
    for (let frame = 0; frame < 10; frame++) speaker.pose(frame, ah, frame * 40);
    const shut: SpokenSegment = { ...ah, mouth: { at: () => SHAPES.PP } };
    const opens = [10, 11, 12].map((frame) => speaker.pose(frame, frame === 12 ? ah : shut, frame * 40).mouth.open);
    expect(opens.map((open) => Number(open.toFixed(2)))).toEqual([0.37, 0.12, 0.37]);
  });

  it('softens the steps of an open mouth a little, and shuts it at once for a closure', () => {
    const speaker = new Speaker();
    const openAt = (frame: number, shape: (typeof SHAPES)['aa']): number =>
      speaker.pose(frame, { ...ah, mouth: { at: () => shape } }, frame * 40).mouth.open;
    openAt(0, SHAPES.E);
    const before = openAt(1, SHAPES.E);
    const opened = openAt(2, SHAPES.aa);
    expect(opened).toBeLessThan(SHAPES.aa.open);
    expect(opened).toBeGreaterThan(before + 0.9 * (SHAPES.aa.open - before));
    openAt(3, SHAPES.nn);
    openAt(4, SHAPES.nn);
    openAt(5, SHAPES.nn);
    expect(openAt(6, SHAPES.PP)).toBeLessThan(1e-9);
    openAt(7, SHAPES.nn);
    expect(openAt(8, SHAPES.FF)).toBe(SHAPES.FF.open);
  });

  it('comes up without a motion of the mouth before its first sound', () => {
    const speaker = new Speaker();
    const quiet: SpokenSegment = { loudness: { at: () => 0 }, mouth: { at: () => CLOSED } };
    const smiles = [idlePose(0).mouth.smile];
    for (let frame = 0; frame < 30; frame++) smiles.push(speaker.pose(frame, quiet, frame * 40).mouth.smile);
    expect(Math.max(...smiles.slice(1).map((smile, i) => Math.abs(smile - smiles[i]!)))).toBeLessThan(0.01);
    expect(smiles.at(-1)).toBeLessThan(smiles[0]! - 0.06);
  });

  it('nods on stressed sounds, without a jerk', () => {
    const speaker = new Speaker();
    const nods: number[] = [];
    for (let frame = 0; frame < 60; frame++)
      nods.push(speaker.pose(frame, ah, frame * 40).pitch - idlePose(frame).pitch);
    expect(Math.max(...nods)).toBeGreaterThan(0.4);
    expect(Math.max(...nods.slice(1).map((nod, i) => Math.abs(nod - nods[i]!)))).toBeLessThan(1.2);
  });
});

describe('a face with fewer pictures a second', () => {
  const SPEECH_FRAMES = 60;
  const closing: SpokenSegment = { ...ah, mouth: { at: (ms) => (ms % 320 < 80 ? SHAPES.PP : SHAPES.aa) } };
  const warm: Motion = { attention: 'idle', expression: 'warm' };
  // Around the end of the loop, where frame numbers begin anew.
  const loopFrame = (frame: number): number => (IDLE_FRAMES - 20 + frame) % IDLE_FRAMES;
  const poseAt = (speaker: Speaker, frame: number) =>
    speaker.pose(loopFrame(frame), frame < SPEECH_FRAMES ? closing : undefined, frame * 40, warm);
  const every = new Speaker();
  const all = Array.from({ length: SPEECH_FRAMES }, (_, frame) => poseAt(every, frame));
  const shownAt = {
    17: (frame: number) => frame % 3 !== 1,
    13: (frame: number) => frame % 2 === 0,
    6: (frame: number) => frame % 4 === 0,
  };

  it.each([17, 13, 6] as const)('nods, raises its brows and moves its lips as fast at %i as at 25', (rate) => {
    const speaker = new Speaker();
    for (let frame = 0; frame < SPEECH_FRAMES; frame++)
      if (shownAt[rate](frame)) expect(poseAt(speaker, frame)).toEqual(all[frame]);
  });

  it.each([17, 13, 6] as const)(
    'comes to rest after speech as soon at %i as at 25, and shuts its mouth at once',
    (rate) => {
      const restsAfter = (shown: (frame: number) => boolean): number => {
        const speaker = new Speaker();
        let frame = 0;
        for (; frame <= SPEECH_FRAMES || !speaker.settled; frame++) {
          if (!shown(frame)) continue;
          const pose = poseAt(speaker, frame);
          if (frame > SPEECH_FRAMES) expect(pose.mouth.open).toBe(0);
        }
        return frame;
      };
      const frames = restsAfter(() => true);
      expect(frames).toBeGreaterThan(SPEECH_FRAMES);
      expect(Math.abs(restsAfter(shownAt[rate]) - frames)).toBeLessThanOrEqual(4);
    },
  );

  it('goes on where it was after a jump in the loop', () => {
    const speaker = new Speaker();
    for (let frame = 0; frame < 10; frame++) speaker.pose(frame, ah, frame * 40);
    const before = speaker.pose(10, ah, 400);
    const after = speaker.pose(9, ah, 440);
    expect(Math.abs(after.pitch - before.pitch)).toBeLessThan(1.2);
  });
});

describe('the picture', () => {
  it('keeps to the limited range of BT.601', () => {
    const luma = picture(0).subarray(0, 512 * 512);
    expect(luma.every((y) => y >= 16 && y <= 235)).toBe(true);
  });
});
