import { serveWorker, workerData } from '../serve-worker.js';

/** Two flags shared with the test: the worker may start, and it has left in order. */
const signs = workerData<Int32Array>();

Atomics.wait(signs, 0, 0);
process.once('exit', () => Atomics.store(signs, 1, 1));
serveWorker({});
