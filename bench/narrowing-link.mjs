// A face that speaks and falls silent in turns, behind links that narrow, widen and lose packets: pictures a second, gaps
// of more than 200 ms between two pictures shown, sizes, bitrates and quality of each step, in simulated time.
// Run: npm run build && node bench/narrowing-link.mjs [--codec=vp8|h264] [--link=steps|dip|loss|spikes|two]
import { mean, rounded, save, table } from './support/figures.mjs';
import { prepare, watchFace } from './support/face-on-link.mjs';

const LINK = { queueMs: 300, delayMs: 30 };
const WIDE = 5000;
const LINKS = {
  steps: [600, 300, 150, 80, 150, 300, 600].map((kbps) => ({ seconds: 20, kbps })),
  dip: [
    { seconds: 20, kbps: 800 },
    { seconds: 20, kbps: 150 },
    { seconds: 10, kbps: 800 },
    { seconds: 20, kbps: 800 },
  ],
  loss: [
    { seconds: 2, kbps: WIDE },
    { seconds: 40, kbps: WIDE, loss: 0.03 },
  ],
  spikes: Array.from({ length: 4 }, () => [
    { seconds: 8, kbps: WIDE },
    { seconds: 2, kbps: WIDE, loss: 0.2 },
  ]).flat(),
};
const FREEZE_MS = 200;

const chosen = (name, all) => {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  return given ? all.filter((one) => one === given) : all;
};
const face = await prepare();
const results = {};
for (const codec of chosen('codec', ['vp8', 'h264'])) {
  for (const name of chosen('link', Object.keys(LINKS)))
    show(codec, name, await watchFace(face, codec, { ...LINK, steps: LINKS[name] }));
  if (chosen('link', ['two']).length > 0) {
    // Two viewers of one face at the same time: neither link changes what the other viewer sees.
    const alone = [{ seconds: 20, kbps: 100 }];
    const wide = [{ seconds: 20, kbps: WIDE }];
    const both = await Promise.all([alone, wide].map((steps) => watchFace(face, codec, { ...LINK, steps })));
    show(codec, 'two', both.flat());
  }
}
save('narrowing-link', { link: LINK, results });

function show(codec, name, steps) {
  const figures = steps.map(figuresOf);
  console.log(codec, name);
  table([Object.keys(figures[0]), ...figures.map((row) => Object.values(row))]);
  const raw = steps.map(({ rates, pictures }) => ({ rates, pictures: pictures.map(pictureText).join(' ') }));
  results[`${codec} ${name}`] = { steps: LINKS[name], figures, raw };
}

/** A shown picture in the raw data: ms, width, PSNR, bytes, and what it is. */
function pictureText({ nowMs, width, live, keyFrame, bytes, db }) {
  return `${Math.round(nowMs)}:${width}:${db}:${bytes}${live ? ':live' : ''}${keyFrame ? ':key' : ''}`;
}

function figuresOf({ kbps, loss, seconds, pictures, rates, lost }) {
  const gaps = pictures.slice(1).map(({ nowMs }, i) => nowMs - pictures[i].nowMs);
  const settled = pictures.slice(Math.floor(pictures.length / 2));
  const late = rates.slice(Math.floor(rates.length / 2));
  const kbpsOf = (i) => Math.round(mean(late.map((rate) => rate[i])) / 1000);
  const quality = (live) => {
    const all = settled.filter((one) => one.live === live);
    return all.length === 0 ? undefined : rounded(mean(all.map(({ db }) => db)));
  };
  return {
    linkKbps: kbps,
    lossPercent: 100 * loss,
    targetKbps: kbpsOf(0),
    endKbps: Math.round(rates.at(-1)[0] / 1000),
    sentKbps: kbpsOf(1),
    picturesPerSecond: rounded(pictures.length / seconds),
    'gaps > 200 ms': gaps.filter((ms) => ms > FREEZE_MS).length,
    longestGapMs: Math.round(Math.max(...gaps)),
    widths: [...new Set(pictures.map(({ width }) => width))].join(' '),
    'speaking dB': quality(true),
    'silent dB': quality(false),
    lostPackets: lost,
  };
}
