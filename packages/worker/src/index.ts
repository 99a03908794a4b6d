export { Transferred, type Handlers, type WorkerCalls } from './calls.js';
export { RESTART_AFTER_MS, type WorkerHostOptions, type WorkerLife } from './host.js';
export { ProcessHost } from './process-host.js';
export { serveWorker, workerData } from './serve-worker.js';
export { WorkerHost } from './worker-host.js';
export { workerModule } from './worker-module.js';
