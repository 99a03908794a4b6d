// How long the turns of a server's event loop take, as the probe in it measures them.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startServer } from '@visavis/server/testing';

/** Starts a server whose turns can be measured. @returns The server, and `during`. */
export async function startMeasuredServer(environment) {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-turns-'));
  const path = join(folder, 'probe.sock');
  const probe = new URL('turns-probe.mjs', import.meta.url).href;
  const server = await startServer({ ...environment, TURNS_PROBE: path, NODE_OPTIONS: `--import=${probe}` });
  return {
    server,
    /** Runs `act`. @returns The lengths of the longest turns meanwhile, ms, the longest first. */
    async during(act) {
      const connection = connect(path);
      await once(connection, 'connect');
      try {
        await act();
      } finally {
        connection.write('.');
      }
      return JSON.parse(await text(connection));
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
