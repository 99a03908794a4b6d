import { BlockList, isIP } from 'node:net';

/**
 * Most candidates taken from one viewer. A laptop with several interfaces has about a dozen; each costs checks to an
 * address that the viewer chose, which may be that of a third party.
 */
export const MAX_CANDIDATES = 16;

/** Addresses at which no viewer can be, or which reach more machines than one (RFC 6890, RFC 4291). */
const NEVER = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  NEVER.addSubnet(net, prefix, 'ipv4');
NEVER.addAddress('::', 'ipv6');
NEVER.addSubnet('fe80::', 10, 'ipv6');
NEVER.addSubnet('ff00::', 8, 'ipv6');

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * Brings a viewer's candidate into the form `candidate:…`. Returns `undefined` for a candidate that is empty (the end
 * of candidates), not UDP, at an address to which no check may be sent, or hidden behind a multicast name (RFC 9429
 * §3.5.1 and the mDNS draft). A viewer with hidden addresses is found nevertheless: its own checks reach us and reveal
 * them (RFC 8445 §7.3.1.3).
 */
export function usableCandidate(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 512) return undefined;
  const candidate = text.trim().replace(/^a=/, '');
  const fields = candidate.split(/\s+/);
  const [foundation = '', , transport = '', , address = '', port = ''] = fields;
  const usable =
    foundation.startsWith('candidate:') &&
    transport.toLowerCase() === 'udp' &&
    isIP(address) !== 0 &&
    !address.includes('%') &&
    !isListed(NEVER, address) &&
    isPort(port) &&
    fields[6] === 'typ';
  return usable ? fields.join(' ') : undefined;
}

/** Whether a candidate of either side is at a loopback address. */
export const isLoopbackCandidate = (candidate: string): boolean => isListed(LOOPBACK, candidate.split(' ')[4] ?? '');

/** A mapped address (RFC 4291 §2.5.5.2) is listed as the IPv4 address it stands for. */
const isListed = (list: BlockList, address: string): boolean =>
  list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;

/**
 * Writes a host candidate of our own for an address that the system did not list: the loopback interface, or the public
 * side of a one-to-one address translation.
 *
 * @see RFC 8445 §5.1.2.1 for the priority
 */
export function hostCandidate(address: string, port: number, localPreference: number): string {
  const priority = 126 * 2 ** 24 + localPreference * 2 ** 8 + 255;
  return `candidate:v${localPreference} 1 UDP ${priority} ${address} ${port} typ host`;
}
