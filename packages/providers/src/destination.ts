import type { DataDestination } from '@visavis/speech';

/** The destination of the data of engines that run on the server's own machine. */
export const THIS_MACHINE: DataDestination = { at: 'thisMachine' };

const LOOPBACK = /^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * @param url URL of the service.
 * @param names Names of services by host, where users know them by another name than the host.
 */
export function destinationOf(url: string, names: Readonly<Record<string, string>> = {}): DataDestination {
  const { hostname } = new URL(url);
  return LOOPBACK.test(hostname) ? THIS_MACHINE : { at: 'service', service: names[hostname] ?? hostname };
}

/** @returns Where data goes that both receive. */
export function bothOf(one: DataDestination, other: DataDestination = THIS_MACHINE): DataDestination {
  if (one.at === 'thisMachine') return other;
  if (other.at === 'thisMachine' || other.service === one.service) return one;
  return { at: 'service', service: `${one.service} and ${other.service}` };
}
