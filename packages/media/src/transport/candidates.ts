/** Most candidates taken from one viewer: a laptop with several interfaces has about a dozen. */
export const MAX_CANDIDATES = 64;

/**
 * Brings a viewer's candidate into the form `candidate:…`. Returns `undefined` for a candidate that is empty (the end
 * of candidates), not UDP, or hidden behind a multicast name (RFC 9429 §3.5.1 and the mDNS draft). A viewer with hidden
 * addresses is found nevertheless: its own checks reach us and reveal them (RFC 8445 §7.3.1.3).
 */
export function usableCandidate(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > 512) return undefined;
  const candidate = text.trim().replace(/^a=/, '');
  const fields = candidate.split(/\s+/);
  const [foundation = '', , transport = '', , address = '', port = ''] = fields;
  const usable =
    foundation.startsWith('candidate:') &&
    transport.toLowerCase() === 'udp' &&
    /^[\d.]+$|^[\da-f:.]+$/i.test(address) &&
    /^\d+$/.test(port) &&
    fields[6] === 'typ';
  return usable ? fields.join(' ') : undefined;
}

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
