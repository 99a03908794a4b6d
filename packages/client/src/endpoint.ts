import { WIRE_RATE_HZ } from './pcm.js';

/** Path of the unified socket on a Visavis server. */
const SOCKET_PATH = '/wss/v2/realtime-chat';

/** The server and the avatar that a session connects to. */
export interface Endpoint {
  /** Origin of a server (`https://host`), or the whole address of a socket (`wss://host/path`), a proxy's included. */
  url: string;
  license?: string;
  /** Exact avatar; takes precedence over `avatarName`. */
  avatarId?: string;
  avatarName?: string;
  /** Waits for a place where the server is full, instead of being refused. */
  queue?: boolean;
}

/** The point to resume a session at: the token that the server issued, and the number of the last frame received. */
export interface ResumePoint {
  readonly token: string;
  readonly after: number;
}

/**
 * Builds the address of the socket.
 * @param base Base of a relative `url`: the page's address.
 * @param from The session to resume; its token stands for key and avatar.
 * @throws {TypeError} When `url` is not an address.
 */
export function socketUrl(endpoint: Endpoint, base?: string, from?: ResumePoint): string {
  const url = new URL(endpoint.url, base);
  if (url.protocol === 'http:') url.protocol = 'ws:';
  else if (url.protocol === 'https:') url.protocol = 'wss:';
  if (url.pathname === '/') url.pathname = SOCKET_PATH;
  url.hash = '';
  const { license, avatarId, avatarName: name, queue } = endpoint;
  const query = from
    ? { resume: from.token, after: String(from.after) }
    : { license, avatarId, name, queue: queue ? '1' : undefined, resume: '1', input_sample_rate: `${WIRE_RATE_HZ}` };
  for (const [key, value] of Object.entries(query)) if (value) url.searchParams.set(key, value);
  return url.href;
}
