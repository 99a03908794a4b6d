import {
  mix,
  mixCurve,
  onTop,
  scoped,
  seeded,
  soft,
  softLine,
  vertical,
  curveTo,
  type Context,
  type Curve,
} from './paint.js';

/** One lock: hair lies between two guide curves that run from the parting to the tips. */
interface Lock {
  readonly inner: Curve;
  readonly outer: Curve;
  readonly strands: number;
  readonly seed: number;
}

/** The locks that frame the face, far ones first. */
const LOCKS: readonly Lock[] = [
  {
    inner: [
      [292, 88],
      [340, 104],
      [352, 214],
      [334, 326],
    ],
    outer: [
      [284, 60],
      [398, 46],
      [416, 236],
      [356, 364],
    ],
    strands: 230,
    seed: 3,
  },
  {
    inner: [
      [282, 92],
      [312, 106],
      [338, 150],
      [340, 236],
    ],
    outer: [
      [284, 76],
      [344, 82],
      [366, 140],
      [360, 262],
    ],
    strands: 110,
    seed: 13,
  },
  {
    inner: [
      [284, 86],
      [206, 92],
      [156, 196],
      [178, 328],
    ],
    outer: [
      [286, 62],
      [118, 40],
      [94, 236],
      [152, 364],
    ],
    strands: 250,
    seed: 5,
  },
  {
    inner: [
      [286, 88],
      [252, 118],
      [196, 134],
      [172, 232],
    ],
    outer: [
      [282, 74],
      [206, 78],
      [150, 130],
      [150, 270],
    ],
    strands: 120,
    seed: 11,
  },
];

/** The mass behind neck and cheeks. Painted before the neck. */
export function paintHairBehind(ctx: Context): void {
  scoped(ctx, () => {
    ctx.fillStyle = vertical(ctx, 60, 370, [
      [0, '#4a2a20'],
      [0.6, '#2b1512'],
      [1, '#3a1f18'],
    ]);
    ctx.beginPath();
    ctx.moveTo(256, 56);
    ctx.bezierCurveTo(360, 48, 392, 160, 384, 250);
    ctx.bezierCurveTo(382, 310, 380, 346, 350, 360);
    ctx.bezierCurveTo(320, 368, 300, 356, 256, 356);
    ctx.bezierCurveTo(212, 356, 192, 370, 164, 362);
    ctx.bezierCurveTo(132, 348, 130, 310, 128, 250);
    ctx.bezierCurveTo(120, 160, 152, 48, 256, 56);
    ctx.fill();
  });
  paintDepth(ctx);
}

/** Faint hairs in the shade behind the cheeks, so that the dark there is hair and not a hole. */
function paintDepth(ctx: Context): void {
  const random = seeded(29);
  for (let i = 0; i < 150; i++) {
    const x = 140 + random() * 232;
    const sway = (x - 256) * 0.06;
    ctx.strokeStyle = `rgba(${random() > 0.4 ? '128, 74, 48' : '24, 9, 8'}, ${0.1 + random() * 0.26})`;
    ctx.lineWidth = 0.6 + random() * 1.2;
    ctx.beginPath();
    ctx.moveTo(x, 200);
    ctx.quadraticCurveTo(x + sway * 2, 290, x - sway, 350 + random() * 10);
    ctx.stroke();
  }
}

/** Everything that falls in front of the face. Painted last, but for eyes and mouth. */
export function paintHair(ctx: Context): void {
  for (const lock of LOCKS) {
    castShadow(ctx, lock);
    paintLock(ctx, lock);
  }
  onTop(ctx, paintShine);
  paintFlyaways(ctx);
}

function lockPath(ctx: Context, { inner, outer }: Lock): void {
  ctx.moveTo(inner[0][0], inner[0][1]);
  curveTo(ctx, inner);
  ctx.lineTo(outer[3][0], outer[3][1]);
  curveTo(ctx, [outer[3], outer[2], outer[1], outer[0]]);
  ctx.closePath();
}

function castShadow(ctx: Context, lock: Lock): void {
  softLine(ctx, 5, 'rgba(74, 26, 20, 0.50)', 11, () => {
    ctx.moveTo(lock.inner[0][0], lock.inner[0][1] + 5);
    curveTo(ctx, lock.inner);
  });
}

function paintLock(ctx: Context, lock: Lock): void {
  ctx.fillStyle = vertical(ctx, 60, 365, [
    [0, '#5d3424'],
    [0.22, '#6f4029'],
    [0.6, '#472519'],
    [1, '#5c3322'],
  ]);
  ctx.beginPath();
  lockPath(ctx, lock);
  ctx.fill();
  const random = seeded(lock.seed);
  for (let i = 0; i < lock.strands; i++) {
    const across = random();
    const curve = frayed(mixCurve(lock.inner, lock.outer, across), random);
    ctx.strokeStyle = strandColor(ctx, across, random());
    ctx.lineWidth = 0.5 + random() ** 2 * 1.7;
    ctx.lineCap = 'round';
    ctx.beginPath();
    ctx.moveTo(curve[0][0], curve[0][1]);
    curveTo(ctx, curve);
    ctx.stroke();
  }
}

function frayed(curve: Curve, random: () => number): Curve {
  const wander = (amount: number): number => (random() - 0.5) * amount;
  const [a, b, c, d] = curve;
  return [
    [a[0] + wander(3), a[1] + wander(3)],
    [b[0] + wander(8), b[1] + wander(8)],
    [c[0] + wander(10), c[1] + wander(16)],
    [d[0] + wander(6), d[1] + wander(10)],
  ];
}

/** Light runs across the locks in a band, as it does on combed hair. */
function strandColor(ctx: Context, across: number, tone: number) {
  const light = tone > 0.62 ? mix(0.1, 0.5, tone) * (0.5 + 0.5 * Math.sin(across * Math.PI)) : 0;
  const shade = tone < 0.42 ? 0.46 - tone * 0.6 : 0.03;
  return vertical(ctx, 62, 366, [
    [0, `rgba(40, 18, 12, ${shade + 0.14})`],
    [0.13, light > 0 ? `rgba(232, 160, 104, ${light})` : `rgba(44, 20, 14, ${shade})`],
    [0.24, light > 0 ? `rgba(250, 190, 132, ${light * 1.1})` : `rgba(60, 28, 18, ${shade})`],
    [0.4, light > 0 ? `rgba(150, 88, 54, ${light * 0.6})` : `rgba(32, 13, 10, ${shade})`],
    [0.75, light > 0 ? `rgba(176, 106, 66, ${light * 0.7})` : `rgba(28, 11, 9, ${shade})`],
    [1, `rgba(52, 24, 16, ${0.2 + shade})`],
  ]);
}

function paintShine(ctx: Context): void {
  scoped(ctx, () => {
    ctx.globalCompositeOperation = 'soft-light';
    soft(ctx, 13, 'rgba(255, 214, 160, 0.75)', () => ctx.ellipse(186, 128, 44, 17, -0.85, 0, 7));
    soft(ctx, 12, 'rgba(255, 214, 160, 0.45)', () => ctx.ellipse(345, 134, 30, 13, 0.95, 0, 7));
    soft(ctx, 14, 'rgba(255, 196, 140, 0.4)', () => ctx.ellipse(142, 268, 12, 50, 0.05, 0, 7));
  });
  // The rim: cool light from behind on the far side, warm lamp on the near one.
  softLine(ctx, 2.6, 'rgba(214, 206, 190, 0.34)', 2.4, () => {
    ctx.moveTo(330, 76);
    ctx.bezierCurveTo(392, 110, 398, 240, 372, 330);
  });
  softLine(ctx, 2.6, 'rgba(255, 206, 156, 0.42)', 2.4, () => {
    ctx.moveTo(222, 62);
    ctx.bezierCurveTo(130, 78, 110, 220, 138, 320);
  });
}

/** Single hairs that left their place: without them hair looks like plastic. */
function paintFlyaways(ctx: Context): void {
  const random = seeded(17);
  for (let i = 0; i < 26; i++) {
    const side = i % 2 === 0 ? -1 : 1;
    const x = 262 + side * (30 + random() * 92);
    const y = 62 + Math.abs(x - 262) * 0.45 + random() * 10;
    ctx.strokeStyle = `rgba(${side < 0 ? '226, 164, 112' : '190, 176, 160'}, ${0.16 + random() * 0.22})`;
    ctx.lineWidth = 0.45 + random() * 0.4;
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.bezierCurveTo(
      x + side * 12,
      y + 2,
      x + side * 22,
      y + 22,
      x + side * (18 + random() * 14),
      y + 44 + random() * 34,
    );
    ctx.stroke();
  }
}
