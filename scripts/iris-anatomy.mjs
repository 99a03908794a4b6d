// Reads the anatomy of Iris from her portrait, as it is read from a photograph, into packages/avatar/src/faces/iris/anatomy.ts.
// Run after a change of how she is painted, and `npm run build`: node scripts/iris-anatomy.mjs, then build again.
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { SQUARE } from '../packages/avatar/dist/faces/iris/framing.js';
import { paintPerson, paintWall } from '../packages/avatar/dist/faces/iris/portrait.js';
import { readAnatomy } from '../packages/face-maker/dist/anatomy/read-anatomy.js';
import { chooseFace } from '../packages/face-maker/dist/framing/choose-face.js';
import { FaceDetector } from '../packages/face-maker/dist/models/face-detector.js';
import { FaceMesh } from '../packages/face-maker/dist/models/face-mesh.js';

const { createCanvas } = createRequire(new URL('../packages/avatar/package.json', import.meta.url))('@napi-rs/canvas');

const person = paintPerson(SQUARE);
const { width, height } = person;
const canvas = createCanvas(width, height);
const ctx = canvas.getContext('2d');
ctx.drawImage(paintWall(SQUARE), 0, 0, width, height);
ctx.drawImage(person, 0, 0);
const picture = { width, height, rgba: ctx.getImageData(0, 0, width, height).data };

const detector = await FaceDetector.load();
const mesh = await FaceMesh.load();
const seen = mesh.find(picture, chooseFace(detector.find(picture), undefined, 1));
const anatomy = readAnatomy(picture, mesh.refine(picture, seen).landmarks);

await writeFile(
  new URL('../packages/avatar/src/faces/iris/anatomy.ts', import.meta.url),
  `import type { Anatomy } from '../anatomy.js';

/** Read from her portrait by scripts/iris-anatomy.mjs. */
export const ANATOMY = JSON.parse(
  '${JSON.stringify(anatomy, (_, value) => (typeof value === 'number' ? Number(value.toFixed(4)) : value))}',
) as Anatomy;
`,
);
