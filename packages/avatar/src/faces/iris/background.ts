import type { Framing } from './framing.js';
import { radial, soft, softLine, vertical, type Context } from './paint.js';

/** A studio wall out of focus: cool, so that warm skin stands out, with a lamp's glow behind her shoulder. */
export function paintBackground(ctx: Context, { x: left, y: top, width, height, scale }: Framing): void {
  const fill = (): void => ctx.fillRect(left, top, width / scale, height / scale);
  ctx.fillStyle = vertical(ctx, 0, 512, [
    [0, '#46666a'],
    [0.55, '#6b8a87'],
    [1, '#5a7674'],
  ]);
  fill();
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
    fill();
  }
  paintLamps(ctx);
}

/** Far lamps out of focus, as a lens shows them: even discs with soft rims. */
const LAMPS: readonly (readonly [x: number, y: number, radius: number, alpha: number])[] = [
  [436, 118, 21, 0.13],
  [472, 176, 15, 0.16],
  [414, 196, 10, 0.12],
  [492, 92, 12, 0.1],
  [452, 246, 18, 0.09],
  [494, 270, 11, 0.12],
  [66, 92, 17, 0.1],
  [32, 150, 11, 0.12],
  [96, 50, 9, 0.09],
];

function paintLamps(ctx: Context): void {
  for (const [x, y, radius, alpha] of LAMPS) {
    soft(ctx, 2.2, `rgba(255, 224, 178, ${alpha})`, () => ctx.arc(x, y, radius, 0, 7));
    softLine(ctx, 1.2, `rgba(255, 234, 200, ${alpha * 0.7})`, 1.2, () => ctx.arc(x, y, radius - 0.6, 0, 7));
  }
}
