import { clipTo, scoped, seeded, soft, softLine, vertical, type Context } from './paint.js';

function neckPath(ctx: Context): void {
  ctx.moveTo(219, 290);
  ctx.bezierCurveTo(222, 340, 220, 362, 196, 380);
  ctx.bezierCurveTo(180, 390, 160, 396, 150, 402);
  ctx.lineTo(200, 512);
  ctx.lineTo(312, 512);
  ctx.lineTo(362, 402);
  ctx.bezierCurveTo(352, 396, 332, 390, 316, 380);
  ctx.bezierCurveTo(292, 362, 290, 340, 293, 290);
  ctx.closePath();
}

/** Neck and the triangle of chest the collar leaves free. */
export function paintNeck(ctx: Context): void {
  ctx.fillStyle = vertical(ctx, 290, 480, [
    [0, '#b8795b'],
    [0.35, '#cf9170'],
    [1, '#dba281'],
  ]);
  ctx.beginPath();
  neckPath(ctx);
  ctx.fill();
  clipTo(
    ctx,
    () => neckPath(ctx),
    () => {
      soft(ctx, 9, 'rgba(96, 44, 34, 0.62)', () => ctx.ellipse(260, 316, 60, 38, 0, 0, 7));
      soft(ctx, 12, 'rgba(110, 54, 40, 0.42)', () => ctx.rect(272, 300, 60, 120));
      soft(ctx, 10, 'rgba(255, 214, 178, 0.35)', () => ctx.ellipse(226, 366, 9, 30, 0.1, 0, 7));
      softLine(ctx, 2.5, 'rgba(122, 62, 46, 0.5)', 3, () => {
        ctx.moveTo(226, 350);
        ctx.quadraticCurveTo(236, 388, 250, 408);
      });
      softLine(ctx, 2.5, 'rgba(122, 62, 46, 0.5)', 3, () => {
        ctx.moveTo(288, 350);
        ctx.quadraticCurveTo(278, 388, 264, 408);
      });
      softLine(ctx, 3, 'rgba(255, 222, 190, 0.55)', 4, () => {
        ctx.moveTo(178, 401);
        ctx.quadraticCurveTo(214, 400, 244, 412);
      });
      softLine(ctx, 3, 'rgba(255, 222, 190, 0.3)', 4, () => {
        ctx.moveTo(334, 401);
        ctx.quadraticCurveTo(300, 400, 270, 412);
      });
      soft(ctx, 5, 'rgba(104, 48, 36, 0.35)', () => ctx.ellipse(257, 414, 8, 6, 0, 0, 7));
    },
  );
}

function shirtPath(ctx: Context): void {
  ctx.moveTo(170, 386);
  ctx.bezierCurveTo(120, 402, 66, 414, 44, 452);
  ctx.bezierCurveTo(34, 474, 30, 496, 28, 520);
  ctx.bezierCurveTo(20, 590, 16, 650, 14, 730);
  ctx.lineTo(498, 730);
  ctx.bezierCurveTo(496, 650, 492, 590, 484, 520);
  ctx.bezierCurveTo(482, 496, 478, 474, 468, 452);
  ctx.bezierCurveTo(446, 414, 392, 402, 342, 386);
  ctx.bezierCurveTo(336, 430, 300, 462, 256, 470);
  ctx.bezierCurveTo(212, 462, 176, 430, 170, 386);
  ctx.closePath();
}

/** A knitted jumper with a wide, ribbed collar. */
export function paintJumper(ctx: Context): void {
  scoped(ctx, () => {
    ctx.shadowColor = 'rgba(60, 24, 18, 0.55)';
    ctx.shadowBlur = 14;
    ctx.fillStyle = vertical(ctx, 385, 512, [
      [0, '#e9dcc6'],
      [0.45, '#d9c6aa'],
      [1, '#b79f85'],
    ]);
    ctx.beginPath();
    shirtPath(ctx);
    ctx.fill();
  });
  clipTo(
    ctx,
    () => shirtPath(ctx),
    () => {
      paintKnit(ctx);
      paintShade(ctx, [428, 520, 96, 96], 34, 0.4);
      paintShade(ctx, [54, 534, 64, 80], 30, 0.28);
      paintSleeves(ctx);
      soft(ctx, 14, 'rgba(255, 246, 226, 0.65)', () => ctx.ellipse(128, 420, 52, 12, -0.32, 0, 7));
      soft(ctx, 10, 'rgba(255, 236, 206, 0.35)', () => ctx.ellipse(392, 416, 46, 8, 0.34, 0, 7));
      paintCollar(ctx);
    },
  );
}

/** Rows of small stitches: too fine to count, enough to feel wool. */
function paintKnit(ctx: Context): void {
  const random = seeded(21);
  for (let x = 24; x < 490; x += 5.2) {
    const lean = (x - 256) / 9;
    for (const [offset, color] of [
      [0, 'rgba(110, 84, 64, 0.16)'],
      [2.2, 'rgba(255, 248, 232, 0.17)'],
    ] as const) {
      ctx.strokeStyle = color;
      ctx.lineWidth = 1.3 + random() * 0.7;
      ctx.beginPath();
      ctx.moveTo(x + offset, 380);
      ctx.quadraticCurveTo(x + offset + lean * 0.4, 450, x + offset + lean, 516);
      ctx.quadraticCurveTo(x + offset + lean * 1.5, 572, x + offset + lean * 1.6, 730);
      ctx.stroke();
    }
  }
}

/** A side that is turned from the light: round above, fading away below. */
function paintShade(
  ctx: Context,
  [x, y, radiusX, radiusY]: readonly [number, number, number, number],
  blur: number,
  alpha: number,
): void {
  const shade = vertical(ctx, y - 50, y + 120, [
    [0, `rgba(92, 62, 50, ${alpha})`],
    [1, `rgba(92, 62, 50, ${alpha * 0.3})`],
  ]);
  soft(ctx, blur, shade, () => {
    ctx.ellipse(x, y, radiusX, radiusY, 0, Math.PI, 2 * Math.PI);
    ctx.lineTo(x + radiusX, 760);
    ctx.lineTo(x - radiusX, 760);
  });
}

/** Where arms and chest meet, below what the square picture shows. */
function paintSleeves(ctx: Context): void {
  for (const side of [-1, 1]) {
    const x = (value: number): number => 256 + side * value;
    soft(ctx, 16, 'rgba(92, 62, 50, 0.34)', () => {
      ctx.moveTo(x(150), 540);
      ctx.bezierCurveTo(x(168), 590, x(176), 660, x(180), 740);
      ctx.lineTo(x(152), 740);
      ctx.bezierCurveTo(x(152), 660, x(150), 600, x(150), 540);
    });
    softLine(ctx, 3, 'rgba(92, 62, 50, 0.5)', 3, () => {
      ctx.moveTo(x(152), 548);
      ctx.bezierCurveTo(x(164), 600, x(170), 660, x(172), 740);
    });
    softLine(ctx, 9, 'rgba(92, 62, 50, 0.14)', 8, () => {
      ctx.moveTo(x(140), 560);
      ctx.quadraticCurveTo(x(100), 600, x(70), 604);
    });
  }
}

function paintCollar(ctx: Context): void {
  const edge = (drop: number): void => {
    ctx.moveTo(166, 380);
    ctx.bezierCurveTo(172, 430 + drop, 212, 462 + drop, 256, 470 + drop);
    ctx.bezierCurveTo(300, 462 + drop, 340, 430 + drop, 346, 380);
  };
  softLine(ctx, 3, 'rgba(92, 62, 48, 0.45)', 6, () => edge(17));
  scoped(ctx, () => {
    ctx.strokeStyle = '#e8d9c1';
    ctx.lineWidth = 15;
    ctx.beginPath();
    edge(7);
    ctx.stroke();
    ctx.lineWidth = 14;
    ctx.setLineDash([1.6, 3]);
    ctx.strokeStyle = 'rgba(122, 92, 70, 0.30)';
    ctx.beginPath();
    edge(7);
    ctx.stroke();
  });
  softLine(ctx, 1.5, 'rgba(255, 250, 236, 0.7)', 2.2, () => edge(1.5));
}
