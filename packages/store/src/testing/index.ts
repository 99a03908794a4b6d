export { PostgresServer } from './postgres-server.js';
