import type { DataDestination } from '@visavis/speech';

/** Where the data of an engine goes that runs in the server's own process. */
export const THIS_MACHINE: DataDestination = { at: 'thisMachine' };

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/** @param url Of the service. @param names Services by host, where users know them by another name than that. */
export function destinationOf(url: string, names: Readonly<Record<string, string>> = {}): DataDestination {
  const { hostname } = new URL(url);
  return LOOPBACK.test(hostname) ? THIS_MACHINE : { at: 'service', service: names[hostname] ?? hostname };
}
