import type { Logger } from '@visavis/core';
import { pino, stdSerializers } from 'pino';
import type { Config } from './config/config.js';
import { SECRET_SETTINGS } from './config/engines.js';
import { standardError, type LogSink } from './log-sink.js';

export interface LogOptions {
  level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Keys that must never appear in a log, from any source: a library's error message may quote one. */
  secrets: readonly string[];
  /** Standard error when absent: standard output is for people. */
  sink?: LogSink;
}

/** JSON lines, with every secret blotted out. */
export function createLog({ level, secrets, sink = standardError() }: LogOptions): Logger {
  const blot = blotter(secrets);
  const log = pino(
    { level, base: undefined, serializers: { error: stdSerializers.err, reason: stdSerializers.err } },
    { write: (line: string) => void sink.write(blot(line)) },
  );
  return {
    debug: (message, fields) => log.debug(fields ?? {}, message),
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, fields) => log.error(fields ?? {}, message),
  };
}

/** The log of a server, on standard error. @param keys All that clients may connect with. */
export function serverLog(config: Config, keys: readonly string[]): Logger {
  return createLog({ level: config.logLevel, secrets: [...keys, ...secretsOf(config)] });
}

/** As it stands in the address, and as it is meant. */
function passwordsIn(url: string | undefined): string[] {
  const password = url === undefined ? '' : new URL(url).password;
  return password === '' ? [] : [password, decodeURIComponent(password)];
}

const secretsOf = ({ turnSecret, databaseUrl, ...config }: Config): string[] => [
  ...(turnSecret === undefined ? [] : [turnSecret]),
  ...passwordsIn(databaseUrl),
  ...Object.entries(config).flatMap(([name, value]) =>
    SECRET_SETTINGS.includes(name) && typeof value === 'string' ? [value] : [],
  ),
];

/** The same log, with `fields` on each line. */
export function logWith(logger: Logger, fields: Record<string, unknown>): Logger {
  return {
    debug: (message, more) => logger.debug(message, { ...fields, ...more }),
    info: (message, more) => logger.info(message, { ...fields, ...more }),
    warn: (message, more) => logger.warn(message, { ...fields, ...more }),
    error: (message, more) => logger.error(message, { ...fields, ...more }),
  };
}

/**
 * Tokens, invitations and passes are many and short-lived, and keys that were added beside a running server are not known
 * to it: they are recognised by how they begin, and blotted with all of their characters around that, so that each run of
 * them is looked at once.
 */
const RUN = /[\w.%-]+/g;
const TOKEN = /vv[trip]_/i;
/** As `newLicenceKey` makes it. */
const MADE_KEY = /vv_[\w-]{32}/;

/** Anything shorter protects nothing (local endpoints take any key, such as `x`), and would be blotted out of every word. */
const MIN_SECRET_CHARS = 8;

function blotter(secrets: readonly string[]): (line: string) => string {
  // A key may stand in a line as it is, inside JSON, or inside a URL.
  const forms = new Set(
    secrets
      .filter((key) => key.length >= MIN_SECRET_CHARS)
      .flatMap((key) => [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key)]),
  );
  const withoutSecret = (run: string): string => (TOKEN.test(run) ? '[token]' : MADE_KEY.test(run) ? '[key]' : run);
  return (line) => [...forms].reduce((text, form) => text.replaceAll(form, '[key]'), line).replace(RUN, withoutSecret);
}
