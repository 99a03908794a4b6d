import { describe, expect, it } from 'vitest';
import { VISEMES, SHAPES } from '../mouth/visemes.js';
import { halved, planesOf } from '../planes.js';
import type { FacePose, MouthShape } from '../rig/face-pose.js';
import { ovalFace } from '../testing/oval-face.js';
import { psnr } from '../testing/psnr.js';
import { STILL } from '../testing/still-pose.js';
import { FaceRenderer } from './face-renderer.js';

const SIZE = 512;
const face = ovalFace();
const { mouth } = face.anatomy;
const renderer = new FaceRenderer(face);
const picture = (pose: FacePose) => renderer.render(pose).data;
const luma = (pose: FacePose) => planesOf(SIZE, SIZE, picture(pose)).y;
const shaped = (shape: Partial<MouthShape>): FacePose => ({ ...STILL, mouth: { ...STILL.mouth, ...shape } });

/** Largest difference of luma in a rectangle. */
function difference(a: Uint8Array, b: Uint8Array, [left, top, right, bottom]: readonly number[]): number {
  let most = 0;
  for (let y = top!; y < bottom!; y++)
    for (let x = left!; x < right!; x++) most = Math.max(most, Math.abs(a[y * SIZE + x]! - b[y * SIZE + x]!));
  return most;
}

/** Rows between the red of the upper lip and that of the lower one, in the mouth's middle column. */
function gapOf(pose: FacePose): number {
  const y = luma(pose);
  const lip = y[(mouth.frame.y - 5) * SIZE + mouth.frame.x]!;
  const rows = Array.from({ length: 60 }, (_, i) => y[(mouth.frame.y - 12 + i) * SIZE + mouth.frame.x]!);
  const red = rows.map((_, i) => rows.slice(i, i + 3).every((level) => Math.abs(level - lip) < 4));
  const lower = red.findLastIndex((is, i) => is && !red[i - 1]);
  return lower - red.findIndex((is, i) => is && !red[i + 1]) - 3;
}

describe('the renderer', () => {
  const MOUTH = [mouth.frame.x - 50, mouth.frame.y - 20, mouth.frame.x + 50, mouth.frame.y + 40] as const;

  it('shows the portrait where nothing moves, lips and eyes included, within two levels', () => {
    expect(difference(luma(STILL), halved(face.portrait).y, [190, 120, 320, 320])).toBeLessThanOrEqual(2);
  });

  it('keeps the mouth still in silence: no pixel moves by more than two levels', () => {
    const rest = luma(STILL);
    for (const eyes of [
      { blink: 0.5, gazeX: 0, gazeY: 0 },
      { blink: 0, gazeX: 0.7, gazeY: -0.4 },
    ])
      expect(difference(luma({ ...STILL, eyes, breath: 1 }), rest, MOUTH)).toBeLessThanOrEqual(2);
  });

  it('closes the lips: p, b and m leave no gap, and a vowel between them does', () => {
    const closed = gapOf(STILL);
    expect(gapOf({ ...STILL, mouth: SHAPES.PP })).toBeLessThanOrEqual(closed);
    expect(gapOf({ ...STILL, mouth: SHAPES.aa })).toBeGreaterThan(closed + 8);
  });

  it('opens further for a lower jaw', () => {
    const gaps = [0.1, 0.3, 0.5, 0.7].map((open) => gapOf(shaped({ open })));
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
    expect(new Set(gaps).size).toBe(4);
  });

  it('fixes the upper teeth to the skull: the jaw does not move them', () => {
    const teeth = [mouth.frame.x - 12, mouth.frame.y, mouth.frame.x + 12, mouth.frame.y + 2] as const;
    const brightest = (pose: FacePose) => {
      const y = luma(pose);
      const column = Array.from({ length: 40 }, (_, i) => y[(mouth.frame.y - 5 + i) * SIZE + mouth.frame.x - 6]!);
      return column.findLastIndex((level, i) => i < 12 && level > 130);
    };
    expect(brightest(shaped({ open: 0.5 }))).toBe(brightest(shaped({ open: 0.7 })));
    expect(difference(luma(shaped({ open: 0.6 })), luma(shaped({ open: 0.65 })), teeth)).toBeLessThan(14);
  });

  it('has no seam at the corners of the mouth: beside them a picture is as smooth as the portrait', () => {
    const y = luma(shaped({ open: 0.6 }));
    for (const side of [-1, 1])
      for (let a = 1.08; a < 1.7; a += 0.05) {
        const x = Math.round(mouth.frame.x + side * a * mouth.frame.half);
        const column = Array.from({ length: 30 }, (_, i) => y[(mouth.frame.y - 12 + i) * SIZE + x]!);
        const steps = column.slice(1).map((level, i) => Math.abs(level - column[i]!));
        expect(Math.max(...steps)).toBeLessThanOrEqual(6);
      }
  });

  it('leaves the background where it is, however the head moves', () => {
    const still = planesOf(SIZE, SIZE, picture(STILL));
    const moved = planesOf(SIZE, SIZE, picture({ ...STILL, yaw: 10, pitch: -6, roll: 6, breath: 1 }));
    for (const corner of [
      [0, 0, 100, 60],
      [412, 0, 512, 60],
    ] as const)
      expect(difference(moved.y, still.y, corner)).toBe(0);
    expect(difference(moved.y, face.background!.y, [0, 0, 512, 16])).toBe(0);
  });

  it('lays the edge of the person over the background in shares', () => {
    const [black, white] = [16, 235].map((level) => {
      const background = planesOf(SIZE, SIZE);
      background.y.fill(level);
      background.u.fill(128);
      background.v.fill(128);
      return planesOf(SIZE, SIZE, new FaceRenderer({ ...face, background }).render({ ...STILL, yaw: 4 }).data).y;
    });
    const shares = black!.map((level, i) => Math.round((255 * (219 - (white![i]! - level))) / 219));
    expect(shares[4 * SIZE + 4]).toBe(0);
    expect(shares[240 * SIZE + 256]).toBe(255);
    const edge = shares.filter((share) => share > 8 && share < 247).length;
    expect(edge).toBeGreaterThan(300);
    expect(edge).toBeLessThan(3000);
  });

  it('looks down where lids cannot close rightly', () => {
    const shut = { ...STILL, eyes: { blink: 1, gazeX: 0, gazeY: 0 } };
    const [left, right] = face.anatomy.eyes;
    const drawn = { ...face.anatomy, eyes: [left, { ...right, blinks: false }] as const };
    const y = planesOf(SIZE, SIZE, new FaceRenderer({ ...face, anatomy: drawn }).render(shut).data).y;
    const darkest = ({ frame }: typeof left) =>
      Math.min(...Array.from({ length: 7 }, (_, i) => y[(frame.y - 3 + i) * SIZE + frame.x]!));
    expect(darkest(left)).toBeGreaterThan(100);
    expect(darkest(right)).toBeLessThan(80);
  });

  it('draws a face of one layer, and leaves what does not move as it is', () => {
    const { portrait, anatomy } = face;
    const single = new FaceRenderer({ portrait, anatomy });
    expect(psnr(single.render(STILL).data, new Uint8Array(planesBytes(halved(portrait))))).toBeGreaterThan(50);
    expect(psnr(single.render({ ...STILL, yaw: 8 }).data, single.render(STILL).data)).toBeLessThan(45);
  });

  it('draws the same pose the same way every time, and each mouth shape another way', () => {
    const pictures = VISEMES.map((viseme) => picture({ ...STILL, mouth: SHAPES[viseme] }));
    VISEMES.forEach((viseme, i) =>
      expect(psnr(picture({ ...STILL, mouth: SHAPES[viseme] }), pictures[i]!)).toBe(Infinity),
    );
    pictures.forEach((a, i) => pictures.slice(i + 1).forEach((b) => expect(psnr(a, b)).toBeLessThan(60)));
  });

  it('draws every pose of a random walk, within the limited range', () => {
    let state = 1;
    const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1;
    const share = (): number => Math.abs(random());
    for (let i = 0; i < 60; i++) {
      const y = luma({
        yaw: 14 * random(),
        pitch: 12 * random(),
        roll: 9 * random(),
        shiftX: 0.3 * random(),
        shiftY: 0.3 * random(),
        breath: share(),
        brows: { raise: random(), inner: random() },
        eyes: { blink: share(), gazeX: random(), gazeY: random() },
        mouth: {
          open: share(),
          wide: random(),
          pucker: share(),
          press: share(),
          upper: random(),
          tuck: share(),
          tongue: share(),
          smile: share(),
        },
      });
      expect(y.every((level) => level >= 12 && level <= 240)).toBe(true);
    }
  });
});

function planesBytes({ y, u, v }: { y: Uint8Array; u: Uint8Array; v: Uint8Array }): Uint8Array {
  return Buffer.concat([y, u, v]);
}
