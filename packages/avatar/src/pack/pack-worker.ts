import { serveWorker, Transferred, workerData } from '@visavis/worker';
import { loadEncoder } from '../encoder-module.js';
import { loadFace } from '../faces/load-face.js';
import { buildPack } from './build-pack.js';
import { writePack } from './pack-file.js';
import { packKey } from './pack-key.js';
import type { PackCalls, PackEvents, PackWorkerData } from './prepare.js';

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
