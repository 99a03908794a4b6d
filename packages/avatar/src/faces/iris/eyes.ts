import type { EyePose } from '../../rig/face-pose.js';
import { clipTo, mix, radial, seeded, soft, softLine, vertical, type Context } from './paint.js';

const CENTER_Y = 218;
const HALF_WIDTH = 24.5;
const IRIS_RADIUS = 11.2;

export function paintEyes(ctx: Context, pose: EyePose): void {
  for (const side of [-1, 1]) {
    ctx.save();
    ctx.translate(256 + side * 39, CENTER_Y);
    ctx.scale(side, 1);
    paintEye(ctx, pose, side);
    ctx.restore();
  }
}

/** Heights of the lids over the middle of the eye. Looking down lowers the upper lid, as it does on people. */
function lids({ blink, gazeY }: EyePose): { upper: number; lower: number } {
  const open = -9.4 + Math.max(0, gazeY) * 2.2 + Math.min(0, gazeY) * 0.8;
  return { upper: mix(open, 6.6, blink), lower: mix(8.4, 6.8, blink) };
}

/** Draws the upper lid with the inner corner at the left, as on the eye on the viewer's right. */
function upperLid(ctx: Context, y: number, lift = 0): void {
  ctx.bezierCurveTo(-13, y * 1.02 - 2 - lift, 6, y * 1.5 - 2 - lift, HALF_WIDTH, -2.6 - lift * 0.4);
}

function openingPath(ctx: Context, upper: number, lower: number): void {
  ctx.moveTo(-HALF_WIDTH, 3.6);
  upperLid(ctx, upper);
  ctx.bezierCurveTo(15, lower * 0.98, 2, lower * 1.22, -12, lower * 0.92);
  ctx.quadraticCurveTo(-18, 6.4, -HALF_WIDTH, 3.6);
  ctx.closePath();
}

function paintEye(ctx: Context, pose: EyePose, side: number): void {
  const { upper, lower } = lids(pose);
  paintLidSkin(ctx, pose.blink, upper);
  if (pose.blink < 0.96) {
    clipTo(
      ctx,
      () => openingPath(ctx, upper, lower),
      () => paintBall(ctx, pose, side, upper),
    );
    softLine(ctx, 0.6, 'rgba(206, 122, 106, 0.75)', 1.3, () => {
      ctx.moveTo(HALF_WIDTH - 2, -1);
      ctx.bezierCurveTo(15, lower * 0.98, 2, lower * 1.22, -12, lower * 0.92);
    });
  }
  paintLashes(ctx, pose.blink, upper, lower);
}

function paintLidSkin(ctx: Context, blink: number, upper: number): void {
  if (blink > 0.04)
    soft(ctx, 1.4, `rgba(206, 142, 114, ${Math.min(1, blink * 1.6)})`, () => {
      ctx.moveTo(-HALF_WIDTH, 3);
      ctx.bezierCurveTo(-13, -14, 7, -17, HALF_WIDTH, -3);
      ctx.bezierCurveTo(6, upper * 1.5, -13, upper, -HALF_WIDTH, 3);
    });
  if (blink > 0.3) soft(ctx, 3, `rgba(255, 226, 200, ${0.5 * blink})`, () => ctx.ellipse(-2, -4, 13, 3.4, -0.06, 0, 7));
  softLine(ctx, 0.8, `rgba(122, 58, 44, ${0.72 - blink * 0.34})`, 1.5, () => {
    ctx.moveTo(-20, -5.5);
    ctx.bezierCurveTo(-12, -17 + blink * 3, 9, -20.5 + blink * 3, 25, -7.5);
  });
}

function paintBall(ctx: Context, pose: EyePose, side: number, upper: number): void {
  ctx.fillStyle = radial(ctx, 0, 0, 25, [
    [0, '#fdf6ee'],
    [0.65, '#f3e6da'],
    [1, '#cfa996'],
  ]);
  ctx.fillRect(-26, -22, 52, 40);
  soft(ctx, 1.2, 'rgba(214, 128, 112, 0.9)', () => ctx.ellipse(-21.5, 3.6, 3.6, 2.6, 0.3, 0, 7));
  const x = side * pose.gazeX * 5.2;
  const y = -1 + pose.gazeY * 3.4;
  ctx.save();
  ctx.translate(x, y);
  paintIris(ctx);
  ctx.restore();
  // The lid and its lashes darken the ball under them.
  soft(ctx, 2.6, 'rgba(52, 24, 22, 0.68)', () => {
    ctx.moveTo(-28, -26);
    ctx.lineTo(-HALF_WIDTH, 4.5);
    ctx.bezierCurveTo(-13, upper * 1.02 + 1, 6, upper * 1.5 + 1.5, HALF_WIDTH, -0.5);
    ctx.lineTo(28, -26);
  });
  paintCatchLights(ctx, x, y, side);
}

function paintIris(ctx: Context): void {
  soft(ctx, 0.8, '#23403c', () => ctx.arc(0, 0, IRIS_RADIUS, 0, 7));
  ctx.fillStyle = radial(ctx, 0, 0, IRIS_RADIUS, [
    [0, '#2d2a1c'],
    [0.36, '#7d6430'],
    [0.58, '#4f8070'],
    [0.82, '#2f665e'],
    [1, '#173231'],
  ]);
  ctx.beginPath();
  ctx.arc(0, 0, IRIS_RADIUS - 0.6, 0, 7);
  ctx.fill();
  const random = seeded(9);
  for (let i = 0; i < 72; i++) {
    const angle = (i / 72) * Math.PI * 2 + random() * 0.06;
    const from = 4.6 + random() * 1.6;
    const to = 8 + random() * 2.4;
    ctx.strokeStyle = i % 3 === 0 ? 'rgba(20, 50, 46, 0.5)' : `rgba(190, 228, 196, ${0.08 + random() * 0.24})`;
    ctx.lineWidth = 0.35 + random() * 0.35;
    ctx.beginPath();
    ctx.moveTo(Math.cos(angle) * from, Math.sin(angle) * from);
    ctx.lineTo(Math.cos(angle) * to, Math.sin(angle) * to);
    ctx.stroke();
  }
  soft(ctx, 1.6, 'rgba(200, 240, 210, 0.55)', () => ctx.ellipse(2, 6.2, 6, 3, -0.2, 0, 7));
  soft(ctx, 0.5, '#0d0b0c', () => ctx.arc(0, 0, 4.7, 0, 7));
}

/** The lamp stands at the viewer's upper left for both eyes, so mirrored eyes do not mirror it. */
function paintCatchLights(ctx: Context, x: number, y: number, side: number): void {
  soft(ctx, 0.35, 'rgba(255, 255, 255, 0.97)', () => ctx.ellipse(x - side * 3.9, y - 4.2, 2.9, 2.5, 0, 0, 7));
  soft(ctx, 0.5, 'rgba(226, 244, 248, 0.6)', () => ctx.ellipse(x + side * 4.4, y + 4.2, 1.5, 1.3, 0, 0, 7));
}

function paintLashes(ctx: Context, blink: number, upper: number, lower: number): void {
  ctx.fillStyle = vertical(ctx, -22, 8, [
    [0, '#2a1412'],
    [1, '#3a1c17'],
  ]);
  ctx.beginPath();
  ctx.moveTo(-HALF_WIDTH, 3.8);
  upperLid(ctx, upper, 1.5);
  ctx.lineTo(HALF_WIDTH + 5.5, -7 + blink * 5);
  ctx.quadraticCurveTo(HALF_WIDTH + 1.5, -2.4, HALF_WIDTH - 2, -2);
  ctx.bezierCurveTo(6, upper * 1.5 - 0.2, -13, upper * 1.02 - 0.6, -HALF_WIDTH, 3.8);
  ctx.fill();
  const random = seeded(31);
  for (let i = 0; i < 11; i++) {
    const t = 0.45 + (i / 10) * 0.55;
    const x = bezier(-HALF_WIDTH, -13, 6, HALF_WIDTH, t);
    const y = bezier(3.6, upper * 1.02 - 3, upper * 1.5 - 3, -3.2, t);
    const lean = (t - 0.3) * 8.5;
    const drop = mix(-4.2, 3.6, blink) * (0.55 + t * 0.5);
    ctx.strokeStyle = 'rgba(34, 15, 13, 0.85)';
    ctx.lineWidth = 0.6 + random() * 0.3;
    ctx.lineCap = 'round';
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.quadraticCurveTo(x + lean * 0.35, y + drop * 0.65, x + lean + random(), y + drop);
    ctx.stroke();
  }
  softLine(ctx, 0.5, 'rgba(96, 44, 36, 0.55)', 0.9, () => {
    ctx.moveTo(HALF_WIDTH - 1, -0.6);
    ctx.bezierCurveTo(15, lower * 1.04 + 0.6, 3, lower * 1.26 + 0.6, -8, lower * 0.98 + 0.6);
  });
}

function bezier(a: number, b: number, c: number, d: number, t: number): number {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}
