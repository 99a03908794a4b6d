import { describe, expect, it } from 'vitest';
import { CLOSED, SHAPES } from '../mouth/visemes.js';
import { ovalFace } from '../testing/oval-face.js';
import {
  ABOVE,
  BELOW,
  LOWER_U,
  LOWER_V,
  MOUTH_REACH,
  MOUTH_VALUES,
  MouthField,
  UPPER_U,
  UPPER_V,
} from './mouth-field.js';

const { mouth } = ovalFace().anatomy;
const { x, y, half } = mouth.frame;
const field = new MouthField(mouth);
const out = new Float32Array(MOUTH_VALUES);
const at = (a: number, t: number): Float32Array => {
  field.at(2 * (x + a * half), 2 * (y + t * half), out, 0);
  return out;
};

describe('the two sheets of the mouth', () => {
  it('stay where they are when the mouth is that of the portrait', () => {
    field.update(CLOSED);
    for (const [a, t] of [
      [0, 0],
      [0.5, 0.3],
      [-1.2, 0.8],
    ] as const) {
      const sheets = at(a, t);
      for (const [u, v] of [
        [LOWER_U, LOWER_V],
        [UPPER_U, UPPER_V],
      ] as const) {
        expect(sheets[u]).toBeCloseTo(2 * (x + a * half), 2);
        expect(sheets[v]).toBeCloseTo(2 * (y + t * half), 2);
      }
    }
  });

  it('agree outside the corners: the seam is only where the lips part', () => {
    field.update(SHAPES.aa);
    for (const a of [-1.6, -1.3, 1.3, 1.6]) {
      const sheets = at(a, 0.05);
      expect(Math.abs(sheets[BELOW]! + sheets[ABOVE]!)).toBeLessThan(0.05);
      expect(Math.abs(sheets[LOWER_V]! - sheets[UPPER_V]!)).toBeLessThan(0.1);
    }
  });

  it('part by the opening of the jaw, most in the middle', () => {
    field.update({ ...CLOSED, open: 0.5 });
    const gap = (a: number): number => {
      const sheets = at(a, 0.1);
      return -(sheets[BELOW]! + sheets[ABOVE]!) / half;
    };
    expect(gap(0)).toBeGreaterThan(0.45);
    expect(gap(0)).toBeGreaterThan(gap(0.5));
    expect(gap(0.5)).toBeGreaterThan(gap(0.9));
  });

  it.each(['upper', 'press', 'pucker', 'tuck', 'smile', 'open', 'wide'] as const)(
    'fade to nothing at the border of the mouth (%s)',
    (key) => {
      field.update({ ...CLOSED, [key]: 1 });
      for (const [a, t] of [
        [MOUTH_REACH, 0.3],
        [-MOUTH_REACH, 1],
        [0, 1.3 * mouth.noseBase],
        [0.4, mouth.chin + 1.8],
      ] as const) {
        const sheets = at(a, t);
        const [u, v] = t > 0 ? [LOWER_U, LOWER_V] : [UPPER_U, UPPER_V];
        expect(Math.abs(sheets[u]! - 2 * (x + a * half))).toBeLessThan(0.3);
        expect(Math.abs(sheets[v]! - 2 * (y + t * half))).toBeLessThan(0.3);
      }
    },
  );

  it('close a mouth that the portrait shows open', () => {
    const line = (t: number) => ({
      reach: 1.6,
      t: mouth.upperLine.t.map((_, i) => t * Math.max(0, 1 - (i / 10 - 1.6) ** 2)),
    });
    const parted = new MouthField({ ...mouth, parted: true, upperLine: line(-0.1), lowerLine: line(0.15) });
    parted.update(CLOSED);
    parted.at(2 * x, 2 * (y + 0.02 * half), out, 0);
    expect(out[BELOW]! + out[ABOVE]!).toBeGreaterThan(-0.3);
  });
});
