import type { Curve, Rgb } from '@visavis/avatar';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../picture/picture.js';
import { columnsOf, valueAt } from './frame.js';
import { edgedLids } from './lid-edge.js';

const FRAME = { x: 50, y: 50, ux: 1, uy: 0, half: 25 };
const SKIN: Rgb = [214, 168, 140];
const OPEN = 0.45;
const bow = (height: number): Curve => ({
  reach: 1.3,
  t: columnsOf(1.3, 65).map((a) => height * Math.max(0, 1 - a * a)),
});

/** An eye with a dark line along its upper lid. @param of Colours of ball, lash line and skin. */
function eye({ ball, lash, skin }: { ball: Rgb; lash: Rgb; skin: Rgb }): Picture {
  const rgba = new Uint8ClampedArray(4 * 200 * 200);
  for (let row = 0; row < 200; row++)
    for (let column = 0; column < 200; column++) {
      const [a, t] = [(column / 2 - FRAME.x) / FRAME.half, (row / 2 - FRAME.y) / FRAME.half];
      const height = OPEN * (1 - a * a);
      const inIris = Math.hypot(a, t) < 0.4;
      const colour: Rgb =
        height > 0 && Math.abs(t) < height
          ? inIris
            ? [70, 130, 120]
            : ball
          : height > 0 && t < 0 && t > -height - 0.12
            ? lash
            : skin;
      rgba.set([...colour, 255], 4 * (row * 200 + column));
    }
  return { width: 200, height: 200, rgba };
}

/** Farthest from the painted edge, half widths, without the corners. */
const worst = (lid: Curve, painted: number): number =>
  Math.max(...[-0.8, -0.5, -0.2, 0, 0.2, 0.5, 0.8].map((a) => Math.abs(valueAt(lid, a) - painted * (1 - a * a))));

describe('the lids of an eye', () => {
  it.each([0.06, 0.1, 0.15])('are put where the ball is seen to end, when the landmarks lie %f inside', (inside) => {
    const picture = eye({ ball: [236, 228, 220], lash: [50, 30, 26], skin: SKIN });
    const found = { upperLid: bow(inside - OPEN), lowerLid: bow(OPEN - inside) };
    expect(worst(found.upperLid, -OPEN)).toBeGreaterThan(0.05);
    const { upperLid, lowerLid } = edgedLids(picture, FRAME, found);
    expect(worst(upperLid, -OPEN)).toBeLessThan(0.035);
    expect(worst(lowerLid, OPEN)).toBeLessThan(0.035);
  });

  it('stay where they are right', () => {
    const picture = eye({ ball: [236, 228, 220], lash: [50, 30, 26], skin: SKIN });
    const { upperLid, lowerLid } = edgedLids(picture, FRAME, { upperLid: bow(-OPEN), lowerLid: bow(OPEN) });
    expect(worst(upperLid, -OPEN)).toBeLessThan(0.035);
    expect(worst(lowerLid, OPEN)).toBeLessThan(0.035);
  });

  it('stay where no edge can be seen', () => {
    const grey: Rgb = [120, 120, 120];
    const lids = { upperLid: bow(0.1 - OPEN), lowerLid: bow(OPEN - 0.1) };
    const flat = eye({ ball: grey, lash: grey, skin: grey });
    flat.rgba.fill(120);
    expect(edgedLids(flat, FRAME, lids)).toEqual(lids);
  });
});
