import type { MouthShape } from '../../rig/face-pose.js';
import { clipTo, glow, line, mix, radial, vertical, type Context } from './paint.js';

interface Lips {
  readonly halfWidth: number;
  readonly cornerY: number;
  readonly topOuter: number;
  readonly topInner: number;
  readonly bottomInner: number;
  readonly bottomOuter: number;
}

const X = 256;
const Y = 284;

/** Heights of the four lip lines over the middle of the mouth, and where the corners are. */
function lipsOf(shape: MouthShape): Lips {
  const halfWidth = 27.5 * (1 + 0.15 * shape.wide - 0.36 * shape.pucker + 0.1 * shape.smile);
  const topInner = Y - shape.open * 5 - shape.upper * 3.6 - shape.tuck * 1.6;
  const bottomInner = Y + shape.open * 22 - shape.tuck * 0.4 + shape.upper * 1.8;
  const fullness = 1 + 0.16 * shape.pucker - 0.42 * shape.press;
  return {
    halfWidth,
    cornerY: Y + 0.4 + shape.open * 6 - shape.smile * 5.4,
    topOuter: topInner - 8.2 * fullness * (1 - 0.1 * shape.open),
    topInner,
    bottomInner,
    bottomOuter: bottomInner + 11.4 * fullness * (1 - 0.45 * shape.tuck) * (1 - 0.1 * shape.open),
  };
}

export function paintMouth(ctx: Context, shape: MouthShape): void {
  const lips = lipsOf(shape);
  paintSurround(ctx, lips, shape);
  paintLipBodies(ctx, lips);
  if (lips.bottomInner - lips.topInner > 0.8)
    clipTo(
      ctx,
      () => gapPath(ctx, lips),
      () => paintInside(ctx, lips, shape),
    );
  paintLipLight(ctx, lips, shape);
  paintLine(ctx, lips);
}

function paintSurround(ctx: Context, lips: Lips, shape: MouthShape): void {
  glow(ctx, 3.6, '122, 56, 44', 0.46, [X, lips.bottomOuter + 3.6], [lips.halfWidth * 0.5, 3.4]);
  glow(ctx, 3, '255, 230, 208', 0.3, [X, lips.topOuter - 2.4], [11, 1.8]);
  for (const side of [-1, 1])
    glow(
      ctx,
      2.4,
      '124, 56, 44',
      0.4 + 0.15 * shape.smile,
      [X + side * (lips.halfWidth + 1.5), lips.cornerY],
      [3.2, 2.6],
    );
}

/** Upper edge of the upper lip, from the left corner to the right one: the bow with its dip. */
function bow(ctx: Context, { halfWidth: w, cornerY, topOuter }: Lips): void {
  ctx.bezierCurveTo(X - w * 0.62, mix(cornerY, topOuter, 0.62), X - w * 0.36, topOuter - 0.4, X - w * 0.2, topOuter);
  ctx.quadraticCurveTo(X - w * 0.06, topOuter + 0.6, X, topOuter + 2.3);
  ctx.quadraticCurveTo(X + w * 0.06, topOuter + 0.6, X + w * 0.2, topOuter);
  ctx.bezierCurveTo(X + w * 0.36, topOuter - 0.4, X + w * 0.62, mix(cornerY, topOuter, 0.62), X + w, cornerY);
}

function upperInner(ctx: Context, { halfWidth: w, cornerY, topInner }: Lips, back: boolean): void {
  const s = back ? -1 : 1;
  ctx.bezierCurveTo(X - s * w * 0.72, mix(cornerY, topInner, 0.7), X - s * w * 0.34, topInner - 0.6, X, topInner + 0.8);
  ctx.bezierCurveTo(
    X + s * w * 0.34,
    topInner - 0.6,
    X + s * w * 0.72,
    mix(cornerY, topInner, 0.7),
    X + s * w,
    cornerY,
  );
}

function lowerInner(ctx: Context, { halfWidth: w, cornerY, bottomInner }: Lips, back: boolean): void {
  const s = back ? -1 : 1;
  ctx.bezierCurveTo(
    X - s * w * 0.76,
    mix(cornerY, bottomInner, 0.82),
    X - s * w * 0.42,
    bottomInner + 0.5,
    X,
    bottomInner + 0.7,
  );
  ctx.bezierCurveTo(
    X + s * w * 0.42,
    bottomInner + 0.5,
    X + s * w * 0.76,
    mix(cornerY, bottomInner, 0.82),
    X + s * w,
    cornerY,
  );
}

function gapPath(ctx: Context, lips: Lips): void {
  ctx.moveTo(X - lips.halfWidth, lips.cornerY);
  upperInner(ctx, lips, false);
  lowerInner(ctx, lips, true);
  ctx.closePath();
}

function paintLipBodies(ctx: Context, lips: Lips): void {
  const { halfWidth: w, cornerY, topOuter, bottomOuter } = lips;
  ctx.fillStyle = vertical(ctx, topOuter, bottomOuter, [
    [0, '#b9594f'],
    [0.42, '#a5443f'],
    [0.55, '#bf5c53'],
    [0.85, '#cb6c60'],
    [1, '#b65a4e'],
  ]);
  ctx.beginPath();
  ctx.moveTo(X - w, cornerY);
  bow(ctx, lips);
  ctx.bezierCurveTo(X + w * 0.74, mix(cornerY, bottomOuter, 0.74), X + w * 0.42, bottomOuter, X, bottomOuter);
  ctx.bezierCurveTo(X - w * 0.42, bottomOuter, X - w * 0.74, mix(cornerY, bottomOuter, 0.74), X - w, cornerY);
  ctx.fill();
  line(ctx, 'rgba(168, 84, 70, 0.55)', 1.1, () => {
    ctx.moveTo(X - w * 0.7, mix(cornerY, bottomOuter, 0.6));
    ctx.quadraticCurveTo(X, bottomOuter + 3.2, X + w * 0.7, mix(cornerY, bottomOuter, 0.6));
  });
}

function paintInside(ctx: Context, lips: Lips, shape: MouthShape): void {
  const { halfWidth: w, topInner, bottomInner } = lips;
  ctx.fillStyle = vertical(ctx, topInner, bottomInner + 2, [
    [0, '#3a1013'],
    [0.6, '#4d161a'],
    [1, '#6e2528'],
  ]);
  ctx.fillRect(X - w - 2, topInner - 4, w * 2 + 4, bottomInner - topInner + 10);
  paintTongue(ctx, lips, shape);
  paintTeeth(ctx, lips, shape);
  // The cheeks keep the light off the corners.
  for (const side of [-1, 1]) glow(ctx, 3.4, '38, 8, 12', 0.75, [X + side * w * 0.98, lips.cornerY], [w * 0.22, 9]);
  ctx.fillStyle = vertical(ctx, topInner - 3, topInner + 3, [
    [0, 'rgba(44, 10, 12, 0.55)'],
    [0.4, 'rgba(44, 10, 12, 0.5)'],
    [1, 'rgba(44, 10, 12, 0)'],
  ]);
  ctx.fillRect(X - w, topInner - 4, w * 2, 7);
}

function paintTeeth(ctx: Context, { halfWidth: w, topInner, bottomInner }: Lips, shape: MouthShape): void {
  const reach = w * 0.74;
  const height = 6.4 + shape.upper * 2.2 + shape.tuck * 2;
  const edge = topInner + height - 1.2;
  ctx.fillStyle = '#f4ebe0';
  ctx.beginPath();
  ctx.moveTo(X - reach, topInner - 6);
  ctx.bezierCurveTo(X - reach, edge - 2, X - reach * 0.5, edge, X, edge);
  ctx.bezierCurveTo(X + reach * 0.5, edge, X + reach, edge - 2, X + reach, topInner - 6);
  ctx.fill();
  for (const x of [0, 6.4, 12.2, -6.4, -12.2])
    line(ctx, 'rgba(170, 140, 126, 0.42)', 0.6, () => {
      ctx.moveTo(X + x, topInner);
      ctx.lineTo(X + x * 0.98, edge - 0.6);
    });
  if (bottomInner - topInner > 15)
    glow(
      ctx,
      0.8,
      '226, 210, 198',
      0.72,
      [X, bottomInner + 1.2],
      [reach * 0.6, 3.8 * Math.min(1, (bottomInner - topInner - 15) / 8)],
    );
}

function paintTongue(ctx: Context, { halfWidth: w, topInner, bottomInner }: Lips, shape: MouthShape): void {
  const gap = bottomInner - topInner;
  const top = mix(bottomInner - gap * 0.34, topInner + 4.4, shape.tongue);
  ctx.save();
  ctx.translate(X, top);
  ctx.fillStyle = radial(ctx, -3, 5, w * 0.62, [
    [0, '#d4756d'],
    [0.6, '#b5524f'],
    [1, '#7d2f33'],
  ]);
  ctx.beginPath();
  ctx.ellipse(0, 11, w * mix(0.6, 0.5, shape.tongue), 11, 0, 0, 7);
  ctx.fill();
  glow(ctx, 1.4, '255, 206, 196', 0.4, [-3, 3.6], [w * 0.22, 1.6]);
  ctx.restore();
}

function paintLipLight(ctx: Context, lips: Lips, shape: MouthShape): void {
  const { halfWidth: w, topOuter, topInner, bottomInner, bottomOuter } = lips;
  const middle = mix(bottomInner, bottomOuter, 0.42);
  const gloss = 0.6 - 0.3 * shape.press;
  glow(ctx, 1.9, '255, 206, 190', gloss, [X - 3, middle], [w * 0.36, 1.9]);
  glow(ctx, 0.7, '255, 240, 232', gloss * 0.8, [X - 6, middle - 0.4], [w * 0.13, 0.8]);
  glow(ctx, 1.6, '240, 156, 138', 0.42, [X - w * 0.2, mix(topOuter, topInner, 0.38)], [w * 0.15, 1.2], -0.2);
  glow(ctx, 1.6, '240, 156, 138', 0.3, [X + w * 0.2, mix(topOuter, topInner, 0.38)], [w * 0.15, 1.2], 0.2);
}

/** The dark line where the lips meet, or where each turns inwards. */
function paintLine(ctx: Context, lips: Lips): void {
  const gap = lips.bottomInner - lips.topInner;
  line(ctx, `rgba(84, 22, 24, ${gap > 3 ? 0.5 : 0.88})`, gap > 3 ? 1 : 1.5, () => {
    ctx.moveTo(X - lips.halfWidth, lips.cornerY);
    upperInner(ctx, lips, false);
  });
}
