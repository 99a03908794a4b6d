import { setPriority } from 'node:os';
import { serveWorker, Transferred, workerData } from '@visavis/worker';
import { loadEncoder } from '../encoder-module.js';
import { loadFace } from '../faces/load-face.js';
import { buildPack } from './build-pack.js';
import { writePack } from './pack-file.js';
import { packKey } from './pack-key.js';
import type { PackCalls, PackEvents, PackWorkerData } from './prepare.js';

// Faces that speak take precedence. Only Linux has a priority for one thread; elsewhere it would be that of the process.
if (process.platform === 'linux') setPriority(5);

const { source, encoders } = workerData<PackWorkerData>();
const face = await loadFace(source);
const key = packKey(face, encoders);

const emit = serveWorker<PackCalls, PackEvents>({
  key: () => key,
  async build() {
    const pack = await buildPack(face, key, await loadEncoder(encoders), (done) => emit('progressed', { done }));
    const file = new Uint8Array(writePack(pack));
    return new Transferred(file, [file.buffer]);
  },
});
