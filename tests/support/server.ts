export { startServer, type RunningServer } from '@visavis/server/testing';
