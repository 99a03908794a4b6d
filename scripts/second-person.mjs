// A picture of a person of our own making who is not Iris: drawn with her brushes, in other colours and proportions, and kept
// as the noisy JPEG of a poor camera. What is seen of made faces in docs/faces is made from it.
// Run after `npm run build`: node scripts/second-person.mjs <folder>; then `node scripts/face-sheets.mjs <folder>/noor.face`
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { makeFace } from '@visavis/face-maker';
import { paintBackground } from '../packages/avatar/dist/faces/iris/background.js';
import { paintJumper, paintNeck } from '../packages/avatar/dist/faces/iris/body.js';
import { paintBrows } from '../packages/avatar/dist/faces/iris/brows.js';
import { paintEyes } from '../packages/avatar/dist/faces/iris/eyes.js';
import { PORTRAIT } from '../packages/avatar/dist/faces/iris/framing.js';
import { paintHair, paintHairBehind } from '../packages/avatar/dist/faces/iris/hair.js';
import { paintFace } from '../packages/avatar/dist/faces/iris/head.js';
import { paintMouth } from '../packages/avatar/dist/faces/iris/mouth.js';

const { createCanvas } = createRequire(new URL('../packages/avatar/package.json', import.meta.url))('@napi-rs/canvas');

const [folder = '.'] = process.argv.slice(2);
const SIZE = [1080, 1920];
const SCALE = (1080 / 720) * PORTRAIT.scale;
const SKIN = 'brightness(0.66) saturate(1.15) hue-rotate(-4deg)';
const HAIR = 'brightness(0.5) saturate(0.35)';

const canvas = createCanvas(...SIZE);
const ctx = canvas.getContext('2d');
layer((to) => paintBackground(to, PORTRAIT), { filter: 'hue-rotate(150deg) saturate(0.5) brightness(1.3)' });
layer(paintHairBehind, { filter: HAIR, wider: 1.06, cutBelow: 312 });
layer(paintNeck, { filter: SKIN, wider: 1.18 });
layer(paintJumper, { filter: 'hue-rotate(190deg) saturate(1.5) brightness(0.62)' });
layer(paintFace, { filter: SKIN, wider: 1.09 });
layer(paintMouth, { filter: 'brightness(0.72) saturate(1.05)', wider: 1.22, taller: 1.2, y: 284 });
layer(paintEyes, { filter: 'sepia(0.32) brightness(0.86) contrast(1.1)', wider: 1.07, taller: 0.94, y: 214 });
layer(paintBrows, { filter: 'brightness(0.5)', wider: 1.08, taller: 1.35, y: 192 });
layer(paintHair, { filter: HAIR, wider: 1.08, cutBelow: 300 });
addGrain();

await mkdir(folder, { recursive: true });
const picture = canvas.toBuffer('image/jpeg', 70);
await writeFile(join(folder, 'noor.jpg'), picture);
for (const shape of ['square', 'portrait']) {
  const { file, report } = await makeFace(picture, { shape, signal: new AbortController().signal, logger: console });
  await writeFile(join(folder, shape === 'square' ? 'noor.face' : 'noor-portrait.face'), file);
  console.log(shape, report);
}

/** @param taller About the height `y`. @param cutBelow Ends there. */
function layer(paint, { filter, wider = 1, taller = 1, y = 0, cutBelow }) {
  const own = createCanvas(...SIZE);
  const to = own.getContext('2d');
  to.scale(SCALE, SCALE);
  to.translate(-PORTRAIT.x, -PORTRAIT.y);
  to.translate(256, y);
  to.scale(wider, taller);
  to.translate(-256, -y);
  paint(to);
  if (cutBelow !== undefined) {
    to.globalCompositeOperation = 'destination-out';
    const fade = to.createLinearGradient(0, cutBelow - 2, 0, cutBelow + 2);
    fade.addColorStop(0, 'rgba(0,0,0,0)');
    fade.addColorStop(1, 'rgba(0,0,0,1)');
    to.fillStyle = fade;
    to.fillRect(-200, cutBelow - 2, 1000, 1200);
  }
  ctx.filter = filter;
  ctx.drawImage(own, 0, 0);
  ctx.filter = 'none';
}

function addGrain() {
  const image = ctx.getImageData(0, 0, ...SIZE);
  let seed = 1;
  for (let i = 0; i < image.data.length; i++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    if (i % 4 < 3) image.data[i] += (seed / 2_147_483_648 - 0.5) * 20;
  }
  ctx.putImageData(image, 0, 0);
}
