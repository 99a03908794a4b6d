import { softLine, glow, soft, vertical, type Context } from './paint.js';

/** Middle of the line where the lips meet, and the corners' distance from it. */
const X = 256;
const Y = 284.5;
/** The corners are a little higher than the middle: a friendly face at rest. */
const CORNER_Y = Y - 1.4;
const HALF = 27.5;
const TOP = Y - 8.4;
const BOTTOM = Y + 11.6;

/** The closed mouth: lips whose borders are skin that turns red, not an outline. */
export function paintMouth(ctx: Context): void {
  glow(ctx, 3.6, '122, 56, 44', 0.46, [X, BOTTOM + 3.6], [HALF * 0.5, 3.4]);
  glow(ctx, 3, '255, 230, 208', 0.3, [X, TOP - 2.4], [11, 1.8]);
  for (const side of [-1, 1]) glow(ctx, 2.4, '124, 56, 44', 0.42, [X + side * (HALF + 1), CORNER_Y + 0.2], [3.2, 2.6]);
  paintBodies(ctx);
  paintLight(ctx);
  paintLine(ctx);
}

function paintBodies(ctx: Context): void {
  const red = vertical(ctx, TOP, BOTTOM, [
    [0, '#c06a5e'],
    [0.3, '#ad4f48'],
    [0.44, '#94403c'],
    [0.5, '#a84c45'],
    [0.7, '#c4665b'],
    [1, '#b96256'],
  ]);
  soft(ctx, 0.9, red, () => {
    ctx.moveTo(X - HALF, CORNER_Y);
    bow(ctx);
    ctx.bezierCurveTo(X + HALF * 0.72, Y + 8, X + HALF * 0.42, BOTTOM, X, BOTTOM);
    ctx.bezierCurveTo(X - HALF * 0.42, BOTTOM, X - HALF * 0.72, Y + 8, X - HALF, CORNER_Y);
  });
}

/** Upper edge of the upper lip, from the left corner to the right one: the bow with its dip. */
function bow(ctx: Context): void {
  ctx.bezierCurveTo(X - HALF * 0.66, Y - 3.6, X - HALF * 0.36, TOP - 0.6, X - HALF * 0.2, TOP);
  ctx.quadraticCurveTo(X - HALF * 0.06, TOP + 0.6, X, TOP + 2.2);
  ctx.quadraticCurveTo(X + HALF * 0.06, TOP + 0.6, X + HALF * 0.2, TOP);
  ctx.bezierCurveTo(X + HALF * 0.36, TOP - 0.6, X + HALF * 0.66, Y - 3.6, X + HALF, CORNER_Y);
}

function paintLight(ctx: Context): void {
  const middle = Y + 5;
  glow(ctx, 2.4, '255, 206, 190', 0.5, [X - 3, middle], [HALF * 0.38, 2]);
  glow(ctx, 0.8, '255, 240, 232', 0.34, [X - 6, middle - 0.6], [HALF * 0.14, 0.8]);
  glow(ctx, 1.8, '240, 156, 138', 0.4, [X - HALF * 0.22, Y - 5], [HALF * 0.16, 1.2], -0.2);
  glow(ctx, 1.8, '240, 156, 138', 0.28, [X + HALF * 0.22, Y - 5], [HALF * 0.16, 1.2], 0.2);
}

/** The dark line where the lips meet, softer towards the corners. */
function paintLine(ctx: Context): void {
  softLine(ctx, 0.5, 'rgba(84, 22, 24, 0.85)', 1.3, () => {
    ctx.moveTo(X - HALF * 0.94, CORNER_Y + 0.2);
    ctx.bezierCurveTo(X - HALF * 0.6, Y - 0.4, X - HALF * 0.3, Y - 0.8, X, Y + 0.7);
    ctx.bezierCurveTo(X + HALF * 0.3, Y - 0.8, X + HALF * 0.6, Y - 0.4, X + HALF * 0.94, CORNER_Y + 0.2);
  });
}
