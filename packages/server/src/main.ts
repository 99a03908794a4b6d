#!/usr/bin/env node
import { CodedError, type Logger } from '@visavis/core';
import { readLicences } from '@visavis/store';
import { readConfig, type Config } from './config/config.js';
import { openOwnKey } from './keys/own-key.js';
import { createLog } from './log.js';
import { createServer, type VisavisServer } from './server.js';

/** An orderly end takes well below a second; whatever takes longer is stuck. */
const SHUTDOWN_LIMIT_MS = 5_000;

/** For people: standard output holds a handful of lines, the log goes to standard error. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** One clear line, no stack: the operator can mend it. */
function refuse(error: unknown): never {
  process.stderr.write(`visavis: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
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

async function start(config: Config): Promise<void> {
  const license = await openOwnKey({ dataDir: config.dataDir, configured: config.license });
  const licenses = config.licensesPath === undefined ? [] : await readLicences('VISAVIS_LICENSES', config.licensesPath);
  const logger = createLog({
    level: config.logLevel,
    secrets: [license.key, ...licenses.map(({ key }) => key), config.openAiApiKey ?? '', config.turnSecret ?? ''],
  });
  onDefect(logger);
  const server = await createServer(config, { license: license.key, licenses, logger });
  onSignal(server, logger);
  say(`Visavis is at ${server.url}`);
  if (license.made) say(`Licence key: ${license.key} (made now, kept in the data folder)`);
  await server.ready;
  say(`Ready: ${(await server.boot()).brain}.`);
}

try {
  await start(readConfig());
} catch (error) {
  if (error instanceof CodedError || (error as NodeJS.ErrnoException).code !== undefined) refuse(error);
  throw error;
}
