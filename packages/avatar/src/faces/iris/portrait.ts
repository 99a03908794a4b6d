import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { paintBackground } from './background.js';
import { paintJumper, paintNeck } from './body.js';
import { paintBrows } from './brows.js';
import { paintEyes } from './eyes.js';
import { paintHair, paintHairBehind } from './hair.js';
import { paintFace } from './head.js';
import { paintMouth } from './mouth.js';
import type { Framing } from './framing.js';
import type { Context } from './paint.js';

/** The person is drawn at twice that size, so that moving her by parts of a pixel keeps her sharp. */
const ART_SCALE = 2;

/** How much nearer she comes, and the point that stays where it is. */
const NEARER = 1.16;
const NEAR_POINT = [256, 196] as const;

/** Paints Iris as she faces the viewer, eyes open and mouth closed, with nothing behind her. */
export function paintPerson(framing: Framing): Canvas {
  return painted(framing, ART_SCALE, (ctx) => {
    // Nearer than she is drawn, so that her face fills the frame as those from pictures do.
    ctx.translate(...NEAR_POINT);
    ctx.scale(NEARER, NEARER);
    ctx.translate(-NEAR_POINT[0], -NEAR_POINT[1]);
    paintHairBehind(ctx);
    paintNeck(ctx);
    paintJumper(ctx);
    paintFace(ctx);
    paintMouth(ctx);
    paintEyes(ctx);
    paintBrows(ctx);
    paintHair(ctx);
  });
}

/** Paints the wall behind her. */
export function paintWall(framing: Framing): Canvas {
  return painted(framing, 1, (ctx) => paintBackground(ctx, framing));
}

function painted({ width, height, scale, x, y }: Framing, times: number, paint: (ctx: Context) => void): Canvas {
  const canvas = createCanvas(width * times, height * times);
  const ctx = canvas.getContext('2d');
  ctx.scale(scale * times, scale * times);
  ctx.translate(-x, -y);
  paint(ctx);
  return canvas;
}
