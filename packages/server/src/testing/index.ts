export type { Health } from '../health.js';
export { startServer, type RunningServer } from './server-process.js';
