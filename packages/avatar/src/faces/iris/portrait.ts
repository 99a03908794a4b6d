import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { paintBackground } from './background.js';
import { paintJumper, paintNeck } from './body.js';
import { paintBrows } from './brows.js';
import { paintHair, paintHairBehind } from './hair.js';
import { paintFace } from './head.js';

/** The picture is drawn at twice its size, so that moving it by parts of a pixel keeps it sharp. */
export const ART_SCALE = 2;

/** Paints Iris without eyes and mouth, facing the viewer. @returns A canvas of 512·{@link ART_SCALE} to a side. */
export function paintPortrait(): Canvas {
  const canvas = createCanvas(512 * ART_SCALE, 512 * ART_SCALE);
  const ctx = canvas.getContext('2d');
  ctx.scale(ART_SCALE, ART_SCALE);
  paintBackground(ctx);
  paintHairBehind(ctx);
  paintNeck(ctx);
  paintJumper(ctx);
  paintFace(ctx);
  paintBrows(ctx);
  paintHair(ctx);
  return canvas;
}
