// The faces that come with Visavis, as files: painting one takes twenty times as long as reading it.
import { writeFile } from 'node:fs/promises';
import { writeFace } from './dist/faces/face-file.js';
import { PORTRAIT, SQUARE } from './dist/faces/iris/framing.js';
import { paintIris } from './dist/faces/iris/iris.js';

for (const [id, framing] of [
  ['iris', SQUARE],
  ['iris-portrait', PORTRAIT],
])
  await writeFile(new URL(`dist/faces/${id}.face`, import.meta.url), writeFace(paintIris(framing), 'drawing'));
