import type { Logger } from '@visavis/core';
import { createServer, type VisavisServer } from '../create-server.js';
import { openOwnKey } from '../keys/own-key.js';
import { serverLog } from '../log.js';
import { say } from './say.js';
import { readSettings } from './settings.js';
import { whereDataGoes } from './where-data-goes.js';

/** An orderly end takes well below a second; a longer one is stuck. */
const SHUTDOWN_LIMIT_MS = 5_000;

/**
 * Starts the server that the environment describes, and ends the process with it.
 *
 * @throws {CodedError} `config.invalid`, or the code of the part that cannot be loaded, one line each.
 */
export async function start(): Promise<void> {
  const { config, licenses, avatars, mcpServers } = await readSettings();
  const license = await openOwnKey({ dataDir: config.dataDir, configured: config.license });
  const logger = serverLog(config, [license.key, ...licenses.map(({ key }) => key)]);
  onDefect(logger);
  const server = await createServer({ ...config, license: license.key, licenses, avatars, mcpServers, logger });
  onSignal(server, logger);
  announce(server);
  if (license.madeIn !== undefined) say(`The licence key is in ${license.madeIn}`);
  const { brain, engines } = await server.ready;
  say(`Ready: ${brain}.`);
  say(whereDataGoes(engines));
}

/** Prints how to open the page. Each address opens it once: the next one follows when it has been used. */
function announce({ url, invite }: VisavisServer): void {
  const again = (): void => say(`To open it once more: ${invite(again)}`);
  say(`Visavis is at ${invite(again) ?? url}`);
}

function onDefect(logger: Logger): void {
  const fatal = (kind: string) => (error: unknown) => {
    logger.error(kind, { error });
    process.exit(1);
  };
  process.on('uncaughtException', fatal('uncaught exception'));
  process.on('unhandledRejection', fatal('unhandled rejection'));
}

function onSignal(server: VisavisServer, logger: Logger): void {
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) return;
    ending = true;
    logger.info('shutting down', { signal });
    setTimeout(() => {
      logger.error('shutdown took too long', { limitMs: SHUTDOWN_LIMIT_MS });
      process.exit(1);
    }, SHUTDOWN_LIMIT_MS).unref();
    server.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error('shutdown failed', { error });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
}
