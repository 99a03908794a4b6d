import { lookup as systemLookup } from 'node:dns';
import { once } from 'node:events';
import { get as getPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { get as getSecure } from 'node:https';
import { BlockList, isIPv6, type LookupFunction } from 'node:net';
import { CodedError } from '@visavis/core';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';

/** Downloads a picture. @throws The reason of `signal` when it is aborted. */
export type DownloadPicture = (address: string, signal: AbortSignal) => Promise<Uint8Array>;

export interface DownloadOptions {
  readonly maxBytes: number;
  /** For all of the download, from the look-up of the name to the last byte. */
  readonly timeoutMs: number;
  /** Resolves names; what it returns is checked. @defaultValue the system's */
  readonly lookup?: LookupFunction;
  /** Addresses that may be asked although they are not public, and ports beside the usual ones: for tests alone. */
  readonly alsoAllowed?: { readonly addresses: readonly string[]; readonly ports: readonly number[] };
}

/** The library takes reserved IPv6 networks that it does not know for public; this one alone is (RFC 4291 §2.4, IANA). */
const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet('2000::', 3, 'ipv6');
/** A public address, at which the machines of one cloud ask about themselves. */
const CLOUD_METADATA = '168.63.129.16';
const NOT_PUBLIC = 'it does not lead to a public address';

/**
 * Downloads what a stranger's address names. Only public addresses are asked, whatever the spelling: the check is made on
 * the resolved address to which the socket connects, so a name that resolves differently a second time gains nothing.
 * Redirects are not followed, and no proxy is used.
 *
 * @returns A function that throws {@link CodedError} `avatar.picture_address` when the address may not be used,
 *   `avatar.picture_download` when nothing fit to use comes from it.
 */
export function pictureDownload(options: DownloadOptions): DownloadPicture {
  return async (address, signal) => {
    const url = readAddress(address, options);
    const deadline = AbortSignal.timeout(options.timeoutMs);
    try {
      const answer = await answerOf(url, options, AbortSignal.any([signal, deadline]));
      return await bodyOf(answer, options.maxBytes);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CodedError) throw error;
      if (deadline.aborted) throw failed(`no complete answer within ${options.timeoutMs / 1000} s`, error);
      if (isFiltered(error)) throw refused(NOT_PUBLIC, error);
      throw failed((error as NodeJS.ErrnoException).code ?? 'the connection failed', error);
    }
  };
}

function readAddress(address: string, { alsoAllowed }: DownloadOptions): URL {
  if (!URL.canParse(address)) throw refused('it is not a complete address');
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused('it must begin with https:// or http://');
  if (url.username !== '' || url.password !== '') throw refused('it must not contain a user name or password');
  // Empty for the usual port of the protocol.
  if (url.port !== '' && !alsoAllowed?.ports.includes(Number(url.port))) throw refused('it names an unusual port');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIPv6(host) && !PUBLIC_IPV6.check(host, 'ipv6')) throw refused(NOT_PUBLIC);
  return url;
}

async function answerOf(url: URL, options: DownloadOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const filter = {
    allowIPAddressList: [...(options.alsoAllowed?.addresses ?? [])],
    denyIPAddressList: [CLOUD_METADATA],
  };
  const request: RequestOptions = {
    headers: { accept: 'image/jpeg, image/png, image/webp', 'accept-encoding': 'identity' },
    lookup: publicIpv6Alone(options.lookup ?? systemLookup),
    signal,
  };
  const asked =
    url.protocol === 'https:'
      ? getSecure(url, { ...request, agent: new RequestFilteringHttpsAgent(filter) })
      : getPlain(url, { ...request, agent: new RequestFilteringHttpAgent(filter) });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const status = answer.statusCode ?? 0;
  if (status === 200) return answer;
  answer.destroy();
  if (status >= 300 && status < 400) throw refused('it redirects: give the address that it redirects to');
  throw failed(`the answer has the status ${status}`);
}

/** Reports only those IPv6 addresses that are public; the agent checks all that is reported. */
function publicIpv6Alone(lookup: LookupFunction): LookupFunction {
  return (hostname, options, found) =>
    lookup(hostname, options, (error, address, family) => {
      const all = typeof address === 'string' ? [address] : (address ?? []).map((one) => one.address);
      const isReserved = (one: string): boolean => isIPv6(one) && !PUBLIC_IPV6.check(one, 'ipv6');
      if (!error && all.some(isReserved)) return found(refused(NOT_PUBLIC), address, family);
      found(error, address, family);
    });
}

async function bodyOf(answer: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = (): CodedError =>
    new CodedError('face.picture_too_big', `The file has more than ${Math.floor(maxBytes / 1e6)} MB`);
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    if (Number(answer.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
    for await (const part of answer as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > maxBytes) throw tooLarge();
      parts.push(part);
    }
  } finally {
    answer.destroy();
  }
  return Buffer.concat(parts);
}

/** The filter's own errors have a message and no code. */
const isFiltered = (error: unknown): boolean =>
  error instanceof Error && /is not allowed/.test(error.message) && !('code' in error);

const refused = (why: string, cause?: unknown): CodedError =>
  new CodedError('avatar.picture_address', `The address of the picture cannot be used: ${why}`, { cause });

const failed = (why: string, cause?: unknown): CodedError =>
  new CodedError('avatar.picture_download', `The picture could not be downloaded: ${why}`, { cause });
