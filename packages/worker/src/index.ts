export { Transferred, type Handlers, type WorkerCalls } from './calls.js';
export type { Confinement } from './confinement.js';
export { RESTART_AFTER_MS, type WorkerHostOptions, type WorkerLife } from './host.js';
export { Lane } from './lane.js';
export { ProcessHost, type ProcessHostOptions } from './process-host.js';
export { serveWorker, workerData } from './serve-worker.js';
export { WorkerHost } from './worker-host.js';
export { builtFile, workerModule } from './worker-module.js';
