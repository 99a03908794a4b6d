import { serveWorker, workerData } from '../serve-worker.js';

/** Shared with the test: [may start, has left in order]. */
const signs = workerData<Int32Array>();

Atomics.wait(signs, 0, 0);
process.once('exit', () => Atomics.store(signs, 1, 1));
serveWorker({});
