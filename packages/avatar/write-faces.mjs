// The faces that come with Visavis, as files: painting one takes twenty times as long as reading it.
import { writeFile } from 'node:fs/promises';
import { writeFace } from './dist/faces/face-file.js';
import { paintIris } from './dist/faces/iris/iris.js';

await writeFile(new URL('dist/faces/iris.face', import.meta.url), writeFace(paintIris(), 'drawing'));
