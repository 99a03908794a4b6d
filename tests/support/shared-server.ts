import { resolve } from 'node:path';
import { startServer, type RunningServer } from '@visavis/server/testing';

let starting: Promise<RunningServer> | undefined;

/**
 * A server for files that only talk to it: it knows the front desk, and the porter as an avatar beside Iris. It is started
 * once for all files of a worker, which share their modules and run one after the other, and ends with the worker. A file
 * that ends its server, opens its page by invitations or looks at what all its sessions hold has one of its own.
 */
export function sharedServer(): Promise<RunningServer> {
  return (starting ??= start());
}

function start(): Promise<RunningServer> {
  // Vitest ends a worker by this signal, at which a process leaves without the handlers that take its server along.
  process.once('SIGTERM', () => process.exit());
  return startServer({
    VISAVIS_KNOWLEDGE: resolve('tests/fixtures/knowledge/front-desk.md'),
    VISAVIS_AVATARS: resolve('tests/fixtures/avatars.json'),
  });
}
