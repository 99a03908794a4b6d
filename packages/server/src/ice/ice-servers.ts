import { createHmac } from 'node:crypto';
import type { IceServer } from '@visavis/protocol';

/** Relays that share a secret with this server, so that it can hand out credentials without asking them. */
export interface TurnConfig {
  /** `turn:` or `turns:` addresses (RFC 7065). */
  readonly urls: readonly string[];
  readonly secret: string;
  /** How long a credential opens new allocations; those that are open go on beyond it. */
  readonly ttlS: number;
}

export interface IceConfig {
  /** The operator's list, as it is. */
  readonly iceServers: readonly IceServer[] | undefined;
  readonly turn: TurnConfig | undefined;
}

/**
 * The STUN and TURN servers of one session. Never empty: some clients refuse an empty list.
 *
 * @param sessionId Named in the credential, so that the relay's log and ours can be read together.
 * @param host Host, as the client wrote it in its request, without a port.
 */
export type IceServersFor = (sessionId: string, host: string | undefined) => IceServer[];

/** A STUN server's usual port (RFC 8489 §18.6). */
const STUN_PORT = 3478;

/** @param nowMs Wall clock, ms since 1970: the relay compares the expiry with its own. */
export function createIceServers(config: IceConfig, nowMs: () => number = Date.now): IceServersFor {
  return (sessionId, host) => {
    const relays = config.turn ? [turnServer(config.turn, sessionId, nowMs())] : [];
    const servers = [...(config.iceServers ?? []), ...relays];
    return servers.length > 0 ? servers : [ownStun(host)];
  };
}

/** The list for clients without a key: no relays that require a password. Never empty. */
export function withoutCredentials(servers: readonly IceServer[], host: string | undefined): IceServer[] {
  const open = servers.filter(({ credential }) => credential === undefined);
  return open.length > 0 ? open : [ownStun(host)];
}

/** Whether viewers are sent to a relay by TCP or TLS (RFC 7065 §3.1: both are what `turns` and `transport=tcp` mean). */
export function relaysOverTcp({ iceServers, turn }: IceConfig): boolean {
  const urls = [...(iceServers ?? []), ...(turn ? [turn] : [])].flatMap((server) => server.urls);
  return urls.some((url) => /^turns:/.test(url) || /^turn:.*[?&]transport=tcp\b/i.test(url));
}

/**
 * A credential that expires: its user name is `expiry:session`, its password the HMAC-SHA1 of that under the shared secret.
 *
 * @see draft-uberti-behave-turn-rest-00 §2.2; coturn calls it `use-auth-secret`.
 */
function turnServer({ urls, secret, ttlS }: TurnConfig, sessionId: string, nowMs: number): IceServer {
  const username = `${Math.floor(nowMs / 1000) + ttlS}:${sessionId}`;
  const credential = createHmac('sha1', secret).update(username).digest('base64');
  return { urls: [...urls], username, credential };
}

/**
 * The server in the list where none is configured. It need not answer: the offer carries addresses that can be reached,
 * and no public server learns of a private call.
 */
function ownStun(host = '127.0.0.1'): IceServer {
  const literal = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  return { urls: [`stun:${literal}:${STUN_PORT}`] };
}
