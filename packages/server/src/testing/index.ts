export { startServer, type Health, type RunningServer } from './server-process.js';
