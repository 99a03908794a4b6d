import { seeded, soft, type Context } from './paint.js';

/** Brows: short strokes that lie flatter the further out they grow. */
export function paintBrows(ctx: Context): void {
  for (const side of [-1, 1]) {
    soft(ctx, 1.6, 'rgba(78, 40, 28, 0.72)', () => browPath(ctx, side));
    const random = seeded(side + 40);
    for (let i = 0; i < 110; i++) {
      const along = (i + random()) / 110;
      const [x, y, thickness] = browAt(along);
      const start = y + (random() - 0.4) * thickness * 0.8;
      const length = (3.4 + random() * 3) * (1 - 0.35 * along);
      const rise = -0.78 + along * 1.05 + (random() - 0.5) * 0.16;
      ctx.strokeStyle = `rgba(58, 27, 19, ${0.22 + random() * 0.34})`;
      ctx.lineWidth = 0.5 + random() * 0.45;
      ctx.lineCap = 'round';
      ctx.beginPath();
      ctx.moveTo(256 + side * x, start);
      ctx.lineTo(256 + side * (x + Math.cos(rise) * length), start + Math.sin(rise) * length);
      ctx.stroke();
    }
  }
}

/** @param along 0 at the nose, 1 at the temple. @returns Distance from the middle, height, thickness. */
function browAt(along: number): readonly [x: number, y: number, thickness: number] {
  const x = 17 + along * 44;
  const arch = Math.sin(Math.min(1, along * 1.12) * Math.PI * 0.72);
  return [x, 195 - arch * 9 + along * 3.5, 5.6 * (1 - along ** 2.2) * Math.min(1, 0.6 + along * 2) + 0.6];
}

function browPath(ctx: Context, side: number): void {
  for (let i = 0; i <= 20; i++) {
    const [x, y, thickness] = browAt(i / 20);
    ctx.lineTo(256 + side * x, y - thickness / 2);
  }
  for (let i = 20; i >= 0; i--) {
    const [x, y, thickness] = browAt(i / 20);
    ctx.lineTo(256 + side * x, y + thickness / 2);
  }
}
