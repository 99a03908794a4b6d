import { isIPv6 } from 'node:net';

/** The parts of a request that show who sends it. Header names in lower case. */
export interface Sender {
  readonly socket: { readonly remoteAddress?: string | undefined };
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const LONGEST_ADDRESS = 45;

/**
 * The address that a request comes from, by which connections are limited and refusals are logged.
 *
 * @param trustProxy Whether a reverse proxy of ours adds the address to `X-Forwarded-For`. The last one is its own entry;
 *   those before are the client's words.
 */
export function clientAddress({ socket, headers }: Sender, trustProxy: boolean): string {
  const forwarded = trustProxy ? [headers['x-forwarded-for'] ?? ''].flat().join(',') : '';
  const last = forwarded.slice(forwarded.lastIndexOf(',') + 1).trim();
  const address = last === '' ? (socket.remoteAddress ?? 'unknown') : last;
  return address.replace(/^::ffff:(?=\d+\.)/i, '').slice(0, LONGEST_ADDRESS);
}

/** One household has 2⁶⁴ addresses of IPv6, so those count as one (RFC 6177 §2). */
export function neighbourhoodOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]!.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const groups = [...front, ...Array.from({ length: gap }, () => '0'), ...back];
  return `${groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`; // prettier-ignore
}
