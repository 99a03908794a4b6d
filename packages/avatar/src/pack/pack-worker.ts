import { setPriority } from 'node:os';
import { serveWorker, Transferred, workerData } from '@visavis/worker';
import { loadEncoder } from '../encoder-module.js';
import { readFace } from '../faces/face-file.js';
import { dressedAs } from '../faces/load-face.js';
import { buildPack } from './build-pack.js';
import { writePack } from './pack-file.js';
import { paintPoster } from './poster.js';
import type { PackCalls, PackEvents, PackWorkerData } from './prepare.js';

// Faces that speak take precedence. Only Linux has a priority for one thread; elsewhere it would be that of the process.
if (process.platform === 'linux') setPriority(5);

const { face: file, source, motion, key, encoders } = workerData<PackWorkerData>();
const face = await dressedAs(source, readFace(file).face);

const emit = serveWorker<PackCalls, PackEvents>({
  async build() {
    const pack = await buildPack({ face, motion, key }, await loadEncoder(encoders), (done) =>
      emit('progressed', { done }),
    );
    return transferred(writePack(pack));
  },
  paint: () => transferred(paintPoster(face)),
});

function transferred(bytes: Uint8Array): Transferred<Uint8Array> {
  const written = new Uint8Array(bytes);
  return new Transferred(written, [written.buffer]);
}
