import { workerData } from 'node:worker_threads';
import { serveWorker, Transferred } from '@visavis/media/worker';
import { loadEncoder } from '../encoder-module.js';
import { buildPack } from './build-pack.js';
import { writePack } from './pack-file.js';
import type { PackCalls, PackEvents, PackWorkerData } from './prepare.js';

const { key, encoderModule } = workerData as PackWorkerData;

const emit = serveWorker<PackCalls, PackEvents>({
  async build() {
    const pack = await buildPack(key, await loadEncoder(encoderModule), (done) => emit('progressed', { done }));
    const file = new Uint8Array(writePack(pack));
    return new Transferred(file, [file.buffer as ArrayBuffer]);
  },
});
