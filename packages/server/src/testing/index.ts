export type { Health } from '../health.js';
export { freePort, startServer, type RunningServer } from './server-process.js';
