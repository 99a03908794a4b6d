import { createSocket } from 'node:dgram';
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

/**
 * Checks whether the media can have their UDP port, before anything is loaded or announced. It is taken later, by a library
 * that writes lines of its own when it cannot.
 *
 * @param host The address that the media will be bound to, or one of those that mean all.
 * @param port 0 for any free one, which is then free.
 * @returns `media.port_unavailable` where it is taken or may not be opened.
 */
export async function faultOfUdpPort(host: string, port: number): Promise<CodedError | undefined> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ port, address: host, exclusive: true }, resolve);
    });
    return undefined;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be opened: ${code}`;
    return new CodedError('media.port_unavailable', `UDP port ${port} ${why}; VISAVIS_UDP_PORT chooses another`, {
      cause,
    });
  } finally {
    socket.close();
  }
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
