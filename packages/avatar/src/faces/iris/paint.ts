import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

export type Context = SKRSContext2D;
export type Point = readonly [x: number, y: number];
/** A cubic Bézier curve: start, two handles, end. */
export type Curve = readonly [Point, Point, Point, Point];
/** Fixed random numbers, so that the face is the same every time it is drawn. */
export type Random = () => number;

/** A linear congruential generator (constants of Numerical Recipes §7.1). @returns Numbers 0…1. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

const mixPoint = (a: Point, b: Point, t: number): Point => [mix(a[0], b[0], t), mix(a[1], b[1], t)];

export function mixCurve(a: Curve, b: Curve, t: number): Curve {
  return [mixPoint(a[0], b[0], t), mixPoint(a[1], b[1], t), mixPoint(a[2], b[2], t), mixPoint(a[3], b[3], t)];
}

/** Draws with its own state: fill, clip, blur and transform end with it. */
export function scoped(ctx: Context, draw: () => void): void {
  ctx.save();
  draw();
  ctx.restore();
}

/** How large one unit is drawn; mirrored drawing counts as upright. */
const scaleOf = (ctx: Context): number => Math.abs(ctx.getTransform().a);

/** Fills `path` with blurred edges. @param blurPx In the units of the picture, 512 to a side. */
export function soft(ctx: Context, blurPx: number, fill: Context['fillStyle'], path: () => void): void {
  scoped(ctx, () => {
    // Canvas filters do not follow the transform, so the blur is scaled by hand.
    ctx.filter = `blur(${blurPx * scaleOf(ctx)}px)`;
    ctx.fillStyle = fill;
    ctx.beginPath();
    path();
    ctx.fill();
  });
}

export function softLine(ctx: Context, blurPx: number, color: string, width: number, path: () => void): void {
  scoped(ctx, () => {
    ctx.filter = `blur(${blurPx * scaleOf(ctx)}px)`;
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.lineCap = 'round';
    ctx.beginPath();
    path();
    ctx.stroke();
  });
}

/** A blurred ellipse as a gradient: much the same to the eye as {@link soft}, at a fiftieth of its cost. */
export function glow(
  ctx: Context,
  blurPx: number,
  rgb: string,
  alpha: number,
  [x, y]: Point,
  [radiusX, radiusY]: Point,
  rotation = 0,
): void {
  const radius = Math.min(radiusX, radiusY);
  const reach = radius + 1.5 * blurPx;
  // An ellipse smaller than its blur is thinned out by it.
  const peak = alpha * Math.min(1, radius / (1.3 * blurPx));
  const flat = Math.max(0, radius - 1.5 * blurPx) / reach;
  scoped(ctx, () => {
    ctx.translate(x, y);
    ctx.rotate(rotation);
    ctx.scale((radiusX + 1.5 * blurPx) / reach, (radiusY + 1.5 * blurPx) / reach);
    ctx.fillStyle = radial(ctx, 0, 0, reach, [
      [flat, `rgba(${rgb}, ${peak})`],
      [mix(flat, 1, 0.5), `rgba(${rgb}, ${peak * 0.42})`],
      [1, `rgba(${rgb}, 0)`],
    ]);
    ctx.fillRect(-reach, -reach, 2 * reach, 2 * reach);
  });
}

/** Draws over what is painted already, and on nothing else. */
export function onTop(ctx: Context, draw: (ctx: Context) => void): void {
  const { width, height } = ctx.canvas;
  const layer = createCanvas(width, height);
  const layerCtx = layer.getContext('2d');
  layerCtx.drawImage(ctx.canvas, 0, 0);
  layerCtx.setTransform(ctx.getTransform());
  draw(layerCtx);
  scoped(ctx, () => {
    ctx.globalCompositeOperation = 'source-atop';
    ctx.resetTransform();
    ctx.drawImage(layer, 0, 0);
  });
}

export function clipTo(ctx: Context, path: () => void, draw: () => void): void {
  scoped(ctx, () => {
    ctx.beginPath();
    path();
    ctx.clip();
    draw();
  });
}

export function curveTo(ctx: Context, [, a, b, end]: Curve): void {
  ctx.bezierCurveTo(a[0], a[1], b[0], b[1], end[0], end[1]);
}

type Stops = readonly (readonly [offset: number, color: string])[];

export function vertical(ctx: Context, top: number, bottom: number, stops: Stops) {
  const gradient = ctx.createLinearGradient(0, top, 0, bottom);
  for (const [offset, color] of stops) gradient.addColorStop(offset, color);
  return gradient;
}

export function radial(ctx: Context, x: number, y: number, radius: number, stops: Stops) {
  const gradient = ctx.createRadialGradient(x, y, 0, x, y, radius);
  for (const [offset, color] of stops) gradient.addColorStop(offset, color);
  return gradient;
}
