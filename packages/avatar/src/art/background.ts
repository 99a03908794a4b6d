import { radial, seeded, soft, vertical, type Context } from './paint.js';

/** A studio wall out of focus: cool, so that warm skin stands out, with a lamp's glow behind her shoulder. */
export function paintBackground(ctx: Context): void {
  ctx.fillStyle = vertical(ctx, 0, 512, [
    [0, '#46666a'],
    [0.55, '#6b8a87'],
    [1, '#5a7674'],
  ]);
  ctx.fillRect(0, 0, 512, 512);
  const glows: readonly (readonly [number, number, number, string])[] = [
    [120, 190, 260, 'rgba(236, 208, 170, 0.62)'],
    [415, 330, 230, 'rgba(205, 190, 168, 0.30)'],
    [420, 60, 240, 'rgba(28, 48, 56, 0.55)'],
    [40, 520, 220, 'rgba(30, 50, 56, 0.50)'],
  ];
  for (const [x, y, radius, color] of glows) {
    ctx.fillStyle = radial(ctx, x, y, radius, [
      [0, color],
      [1, color.replace(/[\d.]+\)$/, '0)')],
    ]);
    ctx.fillRect(0, 0, 512, 512);
  }
  paintShelfLights(ctx);
}

/** Far lights, so blurred that they only give depth. */
function paintShelfLights(ctx: Context): void {
  const random = seeded(7);
  for (let i = 0; i < 9; i++) {
    const x = 350 + random() * 170;
    const y = 70 + random() * 210;
    const radius = 6 + random() * 13;
    soft(ctx, 5, `rgba(255, 226, 180, ${0.05 + random() * 0.1})`, () => ctx.arc(x, y, radius, 0, 7));
  }
}
