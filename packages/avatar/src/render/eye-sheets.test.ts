import { expect, it } from 'vitest';
import type { Face } from '../faces/face.js';
import { ovalFace } from '../testing/oval-face.js';
import type { FacePose } from '../rig/face-pose.js';
import { STILL } from '../testing/still-pose.js';
import { FaceRenderer } from './face-renderer.js';

/** Levels of luma. */
const IRIS = 62;
const WHITE = 211;

const face = ovalFace();
const { eyes } = face.anatomy;
const renderer = new FaceRenderer(face);
const looking = (gaze: Partial<FacePose['eyes']>): FacePose => ({ ...STILL, eyes: { ...STILL.eyes, ...gaze } });

/** First and last dark pixel of an iris, on the row through its middle. */
function rimOf(eye: 0 | 1, gazeX: number): [left: number, right: number] {
  const { x, y, half } = eyes[eye].frame;
  const { data, width } = renderer.render(looking({ gazeX }));
  const columns = Array.from({ length: 2 * half }, (_, i) => Math.round(x - half) + i);
  const dark = columns.filter((column) => data[Math.round(y) * width + column]! < 130);
  return [dark[0]!, dark.at(-1)!];
}

it.each([0, 1] as const)('an iris moves to the side as one piece, as far as it looks there: eye %i', (eye) => {
  const [left, right] = rimOf(eye, 0);
  for (const gazeX of [-1.4, -0.7, 0.7, 1.4]) {
    const moved = 0.17 * gazeX * face.anatomy.eyes[eye].frame.half;
    const [from, to] = rimOf(eye, gazeX);
    expect(Math.abs(from - left - moved)).toBeLessThan(1);
    expect(Math.abs(to - right - moved)).toBeLessThan(1);
  }
});

/** A face with large irises, of which straight lids hide the upper and lower ends. */
function straightLidded(): { face: Face; radius: number } {
  const [open, radius] = [0.36, 0.5];
  const lid = (a: number): number => open * Math.min(1, Math.max(0, 4 - 4 * Math.abs(a)));
  const { y, u, v, width, height } = face.portrait;
  const portrait = { y: y.slice(), u, v, width, height };
  const changed = eyes.map((eye) => {
    const { frame } = eye;
    for (let row = 2 * (frame.y - frame.half); row < 2 * (frame.y + frame.half); row++)
      for (let column = 2 * (frame.x - frame.half); column < 2 * (frame.x + frame.half); column++) {
        const [a, t] = [(column / 2 - frame.x) / frame.half, (row / 2 - frame.y) / frame.half];
        if (Math.abs(t) < lid(a)) portrait.y[row * width + column] = Math.hypot(a, t) < radius ? IRIS : WHITE;
      }
    const curve = (sign: -1 | 1) => ({
      reach: 1.3,
      t: Array.from({ length: 65 }, (_, i) => sign * lid(1.3 * (i / 32 - 1))),
    });
    return { ...eye, upperLid: curve(-1), lowerLid: curve(1), iris: { ...eye.iris, radius } };
  });
  return { face: { ...face, portrait, anatomy: { ...face.anatomy, eyes: [changed[0]!, changed[1]!] } }, radius };
}

it('an iris that looks up is round where the lid hid it in the portrait', () => {
  const { face: straight, radius } = straightLidded();
  const drawn = new FaceRenderer(straight);
  for (const gazeX of [-1.4, 0, 1.4]) {
    const { data, width } = drawn.render(looking({ gazeX, gazeY: -1.1 }));
    for (const { frame } of eyes)
      for (const t of [0, 0.15, 0.25, 0.31]) {
        const row = Math.round(frame.y + t * frame.half);
        const dark = Array.from({ length: 1.4 * frame.half }, (_, i) => {
          const level = data[row * width + Math.round(frame.x - 0.7 * frame.half) + i]!;
          return (WHITE - level) / (WHITE - IRIS);
        }).reduce((sum, share) => sum + share);
        const chord = 2 * Math.sqrt((radius * frame.half) ** 2 - (row - frame.y + 0.11 * frame.half) ** 2);
        expect([gazeX, t, Math.abs(dark - chord) < 1.8]).toEqual([gazeX, t, true]);
      }
  }
});

it('a blink leaves nothing of the lashes that are painted beyond the outer corners', () => {
  const { y, u, v, width, height } = face.portrait;
  const lashed = { ...face, portrait: { y: y.slice(), u, v, width, height } };
  const beyond = eyes.map(({ frame }, i) => ({ x: frame.x + (i ? 1 : -1) * 1.14 * frame.half, y: frame.y - 1 }));
  for (const { x, y } of beyond)
    for (let row = -2; row < 3; row++)
      lashed.portrait.y.fill(
        50,
        (2 * y + row) * width + Math.round(2 * x) - 3,
        (2 * y + row) * width + Math.round(2 * x) + 3,
      );
  const painted = new FaceRenderer(lashed);
  const darkest = (blink: number): number[] => {
    const { data, width } = painted.render(looking({ blink }));
    return beyond.map(({ x, y }) => data[Math.round(y) * width + Math.round(x)]!);
  };
  for (const level of darkest(0)) expect(level).toBeLessThan(80);
  for (const blink of [0.5, 1]) for (const level of darkest(blink)) expect(level).toBeGreaterThan(150);
});

it('a hair beside the outer corner is not smeared over the skin that a blink paints anew', () => {
  const { y, u, v, width, height } = face.portrait;
  const portrait = { y: y.slice(), u, v, width, height };
  const sides = eyes.map(({ frame }, i) => ({ frame, side: i ? 1 : -1 }));
  for (const { frame, side } of sides) {
    const x = Math.round(2 * (frame.x + side * 1.36 * frame.half));
    for (const row of [-4, -3])
      portrait.y.fill(50, (2 * frame.y + row) * width + x - 5, (2 * frame.y + row) * width + x + 6);
  }
  const [clean, haired] = [face, { ...face, portrait }].map((one) => {
    const picture = new FaceRenderer(one).render(looking({ blink: 0.78 }));
    return sides.map(({ frame, side }) =>
      [-3, -2, -1, 0].map((row) => {
        const column = Math.round(frame.x + side * 1.16 * frame.half);
        return picture.data[(frame.y + row) * picture.width + column]!;
      }),
    );
  });
  for (const [i, levels] of haired!.entries())
    for (const [row, level] of levels.entries()) expect(Math.abs(level - clean![i]![row]!)).toBeLessThan(5);
});

it('an eye that looks down keeps all of its lashes: those above the outer corner go down with its lid', () => {
  const { y, u, v, width, height } = face.portrait;
  const lashed = { ...face, portrait: { y: y.slice(), u, v, width, height } };
  const wings = eyes.map(({ frame, upperLid }, i) => {
    const a = (i ? 1 : -1) * 0.94;
    const line = upperLid.t[Math.round(((a / upperLid.reach + 1) / 2) * (upperLid.t.length - 1))]!;
    return { x: frame.x + a * frame.half, y: frame.y + (line - 0.2) * frame.half };
  });
  for (const wing of wings)
    for (let row = -2; row < 3; row++) {
      const at = (Math.round(2 * wing.y) + row) * width + Math.round(2 * wing.x);
      lashed.portrait.y.fill(50, at - 3, at + 4);
    }
  const painted = new FaceRenderer(lashed);
  const darkest = (gazeY: number): number[] => {
    const picture = painted.render(looking({ gazeY }));
    return wings.map((wing) => {
      const rows = [-1, 0, 1, 2, 3].map((row) => Math.round(wing.y) + row);
      return Math.min(...rows.map((row) => picture.data[row * picture.width + Math.round(wing.x)]!));
    });
  };
  const before = darkest(0);
  for (const gazeY of [0.4, 0.8, 1.1])
    for (const [i, level] of darkest(gazeY).entries()) expect(level).toBeLessThan(before[i]! + 15);
});

it('closed lids show nothing of the eye: no white under a lid that is known too high, nor beyond the inner corner', () => {
  const { y, u, v, width, height } = face.portrait;
  const portrait = { y: y.slice(), u, v, width, height };
  const [left, right] = eyes.map((eye, i) => {
    const { frame } = eye;
    const inner = 2 * (frame.x + (i ? -1 : 1) * 1.1 * frame.half);
    for (let row = -2; row < 3; row++)
      portrait.y.fill(WHITE, (2 * frame.y + row) * width + inner - 2, (2 * frame.y + row) * width + inner + 3);
    return { ...eye, lowerLid: { ...eye.lowerLid, t: eye.lowerLid.t.map((t) => 0.86 * t) } };
  });
  const anatomy = { ...face.anatomy, eyes: [left!, right!] as const };
  const renderer = new FaceRenderer({ ...face, portrait, anatomy });
  const brightest = (blink: number): number[] => {
    const picture = renderer.render(looking({ blink }));
    return eyes.map(({ frame }) => {
      const across = Array.from(
        { length: Math.round(2.4 * frame.half) },
        (_, i) => Math.round(frame.x - 1.2 * frame.half) + i,
      );
      const rows = Array.from({ length: frame.half }, (_, i) => Math.round(frame.y - 0.1 * frame.half) + i);
      return Math.max(...rows.flatMap((row) => across.map((column) => picture.data[row * picture.width + column]!)));
    });
  };
  for (const level of brightest(0)) expect(level).toBeGreaterThan(WHITE - 10);
  for (const level of brightest(1)) expect(level).toBeLessThan(WHITE - 14);
});
