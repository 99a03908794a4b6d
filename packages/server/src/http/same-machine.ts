/** The parts of a request that show whether it was made on this machine. Header names in lower case. */
export interface RequestHead {
  remoteAddress: string | undefined;
  headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const FORWARDED = ['forwarded', 'via', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip'];

/**
 * Whether the request comes from a page of ours, opened on this machine: the only one that receives the key unasked.
 *
 * A loopback peer alone proves little: a proxy on this machine has one too, hence no forwarding header; a foreign page
 * can point its own name at 127.0.0.1 (DNS rebinding), hence the Host; and any page may send requests here, hence the
 * Origin and Sec-Fetch-Site (W3C Fetch Metadata).
 */
export function isSameMachine({ remoteAddress, headers }: RequestHead): boolean {
  if (!isLoopbackAddress(remoteAddress)) return false;
  if (Object.keys(headers).some((name) => FORWARDED.includes(name) || name.startsWith('x-forwarded'))) return false;
  const host = single(headers['host']);
  if (host === undefined || !isLoopbackHost(host)) return false;
  const origin = single(headers['origin']);
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = single(headers['sec-fetch-site']);
  return site === undefined || site === 'same-origin' || site === 'none';
}

function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  return address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(address);
}

function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host);
}

/** Joins a repeated header, so that it matches no valid value: no honest client repeats these headers. */
const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : value.join(', ');
