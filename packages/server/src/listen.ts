import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CodedError } from '@visavis/core';

/**
 * Starts listening.
 *
 * @returns The TCP port, which matters when 0 was asked for.
 * @throws {CodedError} `config.invalid`, naming the variable that has to change.
 */
export async function listen(server: Server, options: { host: string; port: number }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, options)));
    server.listen(options.port, options.host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** The address a person can open: a wildcard is no destination. */
export function displayUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function explain(cause: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): CodedError {
  const what: Record<string, string> = {
    EADDRINUSE: `PORT ${port} is taken by another program`,
    EACCES: `PORT ${port} needs more rights than this user has`,
    EADDRNOTAVAIL: `HOST ${host} is no address of this machine`,
    ENOTFOUND: `HOST ${host} is not known`,
  };
  return new CodedError(
    'config.invalid',
    what[cause.code ?? ''] ?? `Cannot listen on ${host}:${port}: ${cause.message}`,
    { cause },
  );
}
