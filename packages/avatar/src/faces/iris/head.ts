import { clipTo, radial, soft, softLine, vertical, type Context } from './paint.js';

/** Outline of the face, drawn for 512 to a side; the chin is at y 322. */
export function facePath(ctx: Context): void {
  ctx.moveTo(256, 96);
  ctx.bezierCurveTo(312, 96, 338, 138, 337, 196);
  ctx.bezierCurveTo(336, 246, 324, 282, 292, 309);
  ctx.bezierCurveTo(280, 319, 268, 324, 256, 324);
  ctx.bezierCurveTo(244, 324, 232, 319, 220, 309);
  ctx.bezierCurveTo(188, 282, 176, 246, 175, 196);
  ctx.bezierCurveTo(174, 138, 200, 96, 256, 96);
  ctx.closePath();
}

/** Skin of the face with its light: a large warm lamp from the upper left, a cool rim from the right. */
export function paintFace(ctx: Context): void {
  ctx.fillStyle = vertical(ctx, 100, 326, [
    [0, '#e2ab8b'],
    [0.5, '#e5ae8e'],
    [1, '#d59a7a'],
  ]);
  ctx.beginPath();
  facePath(ctx);
  ctx.fill();
  clipTo(
    ctx,
    () => facePath(ctx),
    () => {
      paintPlanes(ctx);
      soft(ctx, 12, 'rgba(110, 50, 38, 0.40)', () => ctx.ellipse(262, 100, 80, 20, 0, 0, 7));
      paintSockets(ctx);
      paintNose(ctx);
      paintMouthGround(ctx);
      paintFreckles(ctx);
    },
  );
}

function paintPlanes(ctx: Context): void {
  ctx.fillStyle = radial(ctx, 222, 170, 170, [
    [0, 'rgba(255, 226, 198, 0.62)'],
    [0.5, 'rgba(255, 214, 184, 0.22)'],
    [1, 'rgba(255, 214, 184, 0)'],
  ]);
  ctx.fillRect(150, 80, 220, 260);
  soft(ctx, 16, 'rgba(122, 54, 44, 0.56)', () => ctx.ellipse(336, 226, 28, 96, 0.12, 0, 7));
  soft(ctx, 14, 'rgba(140, 70, 52, 0.24)', () => ctx.ellipse(172, 236, 15, 84, -0.12, 0, 7));
  soft(ctx, 13, 'rgba(126, 58, 44, 0.38)', () => {
    ctx.moveTo(182, 266);
    ctx.quadraticCurveTo(212, 330, 256, 334);
    ctx.quadraticCurveTo(306, 330, 334, 262);
    ctx.lineTo(340, 345);
    ctx.lineTo(170, 345);
  });
  soft(ctx, 15, 'rgba(226, 98, 78, 0.34)', () => ctx.ellipse(203, 252, 23, 17, -0.35, 0, 7));
  soft(ctx, 15, 'rgba(214, 88, 70, 0.34)', () => ctx.ellipse(309, 252, 22, 17, 0.35, 0, 7));
  soft(ctx, 8, 'rgba(255, 238, 216, 0.62)', () => ctx.ellipse(199, 238, 15, 7, -0.5, 0, 7));
  soft(ctx, 8, 'rgba(255, 228, 204, 0.30)', () => ctx.ellipse(312, 238, 13, 6, 0.5, 0, 7));
  soft(ctx, 7, 'rgba(255, 232, 208, 0.50)', () => ctx.ellipse(252, 307, 14, 8, 0, 0, 7));
  softLine(ctx, 2.2, 'rgba(214, 232, 228, 0.60)', 3.2, () => {
    ctx.moveTo(337, 196);
    ctx.bezierCurveTo(336, 246, 324, 282, 292, 309);
  });
}

function paintSockets(ctx: Context): void {
  for (const side of [-1, 1]) {
    const x = 256 + side * 39;
    soft(ctx, 7, 'rgba(150, 76, 58, 0.30)', () => ctx.ellipse(x, 208, 27, 12, side * 0.1, 0, 7));
    soft(ctx, 6, 'rgba(130, 62, 50, 0.34)', () => ctx.ellipse(256 + side * 17, 212, 7, 13, side * 0.3, 0, 7));
    soft(ctx, 5, 'rgba(255, 230, 206, 0.42)', () => ctx.ellipse(x + side * 6, 198, 19, 4, side * 0.15, 0, 7));
    soft(ctx, 4, 'rgba(168, 92, 72, 0.20)', () => ctx.ellipse(x - side * 2, 235, 18, 4.5, side * 0.12, 0, 7));
  }
}

function paintNose(ctx: Context): void {
  soft(ctx, 4.5, 'rgba(138, 66, 50, 0.30)', () => {
    ctx.moveTo(266, 204);
    ctx.quadraticCurveTo(268, 236, 277, 254);
    ctx.lineTo(267, 260);
    ctx.quadraticCurveTo(261, 232, 262, 204);
  });
  soft(ctx, 3.2, 'rgba(255, 238, 218, 0.62)', () => ctx.ellipse(254, 226, 3.6, 25, 0.02, 0, 7));
  soft(ctx, 5, 'rgba(128, 58, 44, 0.36)', () => ctx.ellipse(257, 267, 18, 5, 0, 0, 7));
  soft(ctx, 4, 'rgba(222, 128, 104, 0.40)', () => ctx.ellipse(256, 254, 14, 8, 0, 0, 7));
  soft(ctx, 2.4, 'rgba(255, 244, 228, 0.78)', () => ctx.ellipse(253, 251, 4.6, 3.6, 0, 0, 7));
  for (const side of [-1, 1]) {
    const x = 256 + side * 8;
    soft(ctx, 1.1, 'rgba(84, 30, 26, 0.82)', () => ctx.ellipse(x, 263.2, 4.4, 1.9, side * -0.22, 0, 7));
    softLine(ctx, 1.6, 'rgba(126, 56, 44, 0.55)', 2, () => {
      ctx.moveTo(256 + side * 15.5, 251);
      ctx.quadraticCurveTo(256 + side * 19, 258, 256 + side * 14.5, 264);
    });
    softLine(ctx, 3.2, 'rgba(142, 70, 54, 0.24)', 3, () => {
      ctx.moveTo(256 + side * 20, 262);
      ctx.quadraticCurveTo(256 + side * 32, 272, 256 + side * 35, 285);
    });
  }
}

/** The skin around the lips: the groove above them, the hollow below. */
function paintMouthGround(ctx: Context): void {
  soft(ctx, 2.2, 'rgba(150, 78, 60, 0.26)', () => ctx.ellipse(256, 271, 3, 5, 0, 0, 7));
  soft(ctx, 1.6, 'rgba(255, 226, 204, 0.30)', () => ctx.ellipse(250.5, 271, 1.6, 5, 0.1, 0, 7));
  soft(ctx, 5, 'rgba(255, 226, 202, 0.26)', () => ctx.ellipse(226, 272, 9, 6, -0.5, 0, 7));
}

function paintFreckles(ctx: Context): void {
  for (let i = 0; i < 42; i++) {
    // Golden-angle scatter: even, without looking like a grid.
    const angle = i * 2.399963;
    const spread = Math.sqrt(i / 42);
    const x = 256 + Math.cos(angle) * spread * 62;
    const y = 246 + Math.sin(angle) * spread * 13;
    soft(ctx, 0.5, `rgba(150, 78, 52, ${0.1 + ((i * 7) % 5) * 0.035})`, () =>
      ctx.arc(x, y, 0.7 + ((i * 5) % 3) * 0.22, 0, 7),
    );
  }
}
