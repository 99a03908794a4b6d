import { clipTo, radial, seeded, soft, softLine, vertical, type Context } from './paint.js';

const CENTER_Y = 217;
/** The eye is drawn larger than it is. */
const SIZE = 0.82;
const HALF_WIDTH = 24.5;
const IRIS_RADIUS = 11.2;
/** Heights of the open lids over the middle of the eye. */
const UPPER = -9.4;
const LOWER = 8.4;

/** Both eyes, open, looking at the viewer. */
export function paintEyes(ctx: Context): void {
  for (const side of [-1, 1]) {
    ctx.save();
    ctx.translate(256 + side * 39, CENTER_Y);
    ctx.scale(side * SIZE, SIZE);
    paintEye(ctx, side);
    ctx.restore();
  }
}

/** Draws the upper lid with the inner corner at the left, as on the eye on the viewer's right. */
function upperLid(ctx: Context, y: number, lift = 0): void {
  ctx.bezierCurveTo(-13, y * 1.02 - 2 - lift, 6, y * 1.5 - 2 - lift, HALF_WIDTH, -2.6 - lift * 0.4);
}

function openingPath(ctx: Context): void {
  ctx.moveTo(-HALF_WIDTH, 3.6);
  upperLid(ctx, UPPER);
  ctx.bezierCurveTo(15, LOWER * 0.98, 2, LOWER * 1.22, -12, LOWER * 0.92);
  ctx.quadraticCurveTo(-18, 6.4, -HALF_WIDTH, 3.6);
  ctx.closePath();
}

function paintEye(ctx: Context, side: number): void {
  softLine(ctx, 0.8, 'rgba(122, 58, 44, 0.72)', 1.5, () => {
    ctx.moveTo(-20, -5.5);
    ctx.bezierCurveTo(-12, -17, 9, -20.5, 25, -7.5);
  });
  clipTo(
    ctx,
    () => openingPath(ctx),
    () => paintBall(ctx, side),
  );
  softLine(ctx, 0.6, 'rgba(206, 122, 106, 0.75)', 1.3, () => {
    ctx.moveTo(HALF_WIDTH - 2, -1);
    ctx.bezierCurveTo(15, LOWER * 0.98, 2, LOWER * 1.22, -12, LOWER * 0.92);
  });
  paintLashes(ctx);
}

function paintBall(ctx: Context, side: number): void {
  ctx.fillStyle = radial(ctx, 0, 0, 25, [
    [0, '#fdf6ee'],
    [0.65, '#f3e6da'],
    [1, '#cfa996'],
  ]);
  ctx.fillRect(-26, -22, 52, 40);
  soft(ctx, 1.2, 'rgba(214, 128, 112, 0.9)', () => ctx.ellipse(-21.5, 3.6, 3.6, 2.6, 0.3, 0, 7));
  ctx.save();
  ctx.translate(0, -1);
  paintIris(ctx);
  ctx.restore();
  // The lid and its lashes darken the ball under them.
  soft(ctx, 2.6, 'rgba(52, 24, 22, 0.68)', () => {
    ctx.moveTo(-28, -26);
    ctx.lineTo(-HALF_WIDTH, 4.5);
    ctx.bezierCurveTo(-13, UPPER * 1.02 + 1, 6, UPPER * 1.5 + 1.5, HALF_WIDTH, -0.5);
    ctx.lineTo(28, -26);
  });
  paintCatchLights(ctx, side);
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
function paintCatchLights(ctx: Context, side: number): void {
  soft(ctx, 0.35, 'rgba(255, 255, 255, 0.97)', () => ctx.ellipse(-side * 3.9, -5.2, 2.9, 2.5, 0, 0, 7));
  soft(ctx, 0.5, 'rgba(226, 244, 248, 0.6)', () => ctx.ellipse(side * 4.4, 3.2, 1.5, 1.3, 0, 0, 7));
}

/** A dark margin, thicker outwards, with lashes so short that they go with it when the lid falls. */
function paintLashes(ctx: Context): void {
  ctx.fillStyle = vertical(ctx, -22, 8, [
    [0, '#2a1412'],
    [1, '#3a1c17'],
  ]);
  ctx.beginPath();
  ctx.moveTo(-HALF_WIDTH, 3.8);
  upperLid(ctx, UPPER, 1.2);
  ctx.lineTo(HALF_WIDTH + 1.6, -3.6);
  ctx.quadraticCurveTo(HALF_WIDTH, -2, HALF_WIDTH - 2, -1.8);
  ctx.bezierCurveTo(6, UPPER * 1.5 - 0.2, -13, UPPER * 1.02 - 0.6, -HALF_WIDTH, 3.8);
  ctx.fill();
  const random = seeded(31);
  for (let i = 0; i < 26; i++) {
    const t = 0.3 + (i / 25) * 0.6;
    const x = bezier([-HALF_WIDTH, -13, 6, HALF_WIDTH], t);
    const y = bezier([3.6, UPPER * 1.02 - 2.6, UPPER * 1.5 - 2.6, -3], t);
    const lean = (t - 0.3) * 5 + random();
    ctx.strokeStyle = `rgba(34, 15, 13, ${0.3 + 0.3 * random()})`;
    ctx.lineWidth = 0.5 + random() * 0.3;
    ctx.lineCap = 'round';
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.quadraticCurveTo(x + lean * 0.4, y - 1.2, x + lean, y - 1.6 - random() * 1.2 * t);
    ctx.stroke();
  }
  softLine(ctx, 0.5, 'rgba(96, 44, 36, 0.55)', 0.9, () => {
    ctx.moveTo(HALF_WIDTH - 1, -0.6);
    ctx.bezierCurveTo(15, LOWER * 1.04 + 0.6, 3, LOWER * 1.26 + 0.6, -8, LOWER * 0.98 + 0.6);
  });
}

function bezier([a, b, c, d]: readonly [number, number, number, number], t: number): number {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}
