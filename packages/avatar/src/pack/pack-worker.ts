import { serveWorker, Transferred, workerData } from '@visavis/worker';
import { loadEncoder } from '../encoder-module.js';
import { buildPack } from './build-pack.js';
import { writePack } from './pack-file.js';
import type { PackCalls, PackEvents, PackWorkerData } from './prepare.js';

const { key, encoders } = workerData<PackWorkerData>();

const emit = serveWorker<PackCalls, PackEvents>({
  async build() {
    const pack = await buildPack(key, await loadEncoder(encoders), (done) => emit('progressed', { done }));
    const file = new Uint8Array(writePack(pack));
    return new Transferred(file, [file.buffer as ArrayBuffer]);
  },
});
