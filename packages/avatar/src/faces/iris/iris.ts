import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { planesFromRgba, type Planes } from '../../planes.js';
import type { Face, Feature, Region } from '../face.js';
import { ANATOMY } from './anatomy.js';
import { paintEyes } from './eyes.js';
import { paintMouth } from './mouth.js';
import type { Context } from './paint.js';
import { ART_SCALE, paintPortrait } from './portrait.js';

/** Regions of the features, with room for their shadows. */
const EYES_REGION: Region = { x: 184, y: 188, width: 144, height: 52 };
const MOUTH_REGION: Region = { x: 208, y: 262, width: 96, height: 66 };

/** Paints Iris by code: no picture of a person is in her. */
export function paintIris(): Face {
  const portrait = paintPortrait();
  return {
    portrait: planesOfCanvas(portrait),
    anatomy: ANATOMY,
    eyes: paintedOver(portrait, EYES_REGION, paintEyes),
    mouth: paintedOver(portrait, MOUTH_REGION, paintMouth),
  };
}

function paintedOver<Pose>(portrait: Canvas, region: Region, paint: (ctx: Context, pose: Pose) => void): Feature<Pose> {
  const canvas = createCanvas(region.width * ART_SCALE, region.height * ART_SCALE);
  const ctx = canvas.getContext('2d');
  return {
    region,
    draw(pose) {
      ctx.save();
      ctx.drawImage(portrait, -region.x * ART_SCALE, -region.y * ART_SCALE);
      ctx.scale(ART_SCALE, ART_SCALE);
      ctx.translate(-region.x, -region.y);
      paint(ctx, pose);
      ctx.restore();
      return planesOfCanvas(canvas);
    },
  };
}

function planesOfCanvas(canvas: Canvas): Planes {
  const { width, height } = canvas;
  return planesFromRgba(canvas.getContext('2d').getImageData(0, 0, width, height).data, width, height);
}
