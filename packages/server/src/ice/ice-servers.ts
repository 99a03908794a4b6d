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

/** This host as a STUN server. */
export interface OwnStun {
  readonly port: number;
  /** The addresses that clients reach it at; none where it is at the host of their requests. */
  readonly addresses: readonly string[];
}

export interface IceConfig {
  /** The operator's list, as it is. */
  readonly iceServers: readonly IceServer[] | undefined;
  readonly turn: TurnConfig | undefined;
}

/**
 * The STUN and TURN servers of one session. Never empty: some clients refuse an empty list.
 *
 * @param sessionId Named in the credential, so that the relay's log and ours can be read together. `undefined` for a
 * client without a key, which receives no server that requires a password.
 * @param host Host, as the client wrote it in its request, without a port.
 */
export type IceServersFor = (sessionId: string | undefined, host: string | undefined) => IceServer[];

/** Whether clients need this host as a STUN server: the operator lists none that every client may use. */
export const needsOwnStun = ({ iceServers = [] }: Partial<Pick<IceConfig, 'iceServers'>>): boolean =>
  !iceServers.some(isOpen);

/**
 * @param own This host; may be absent where {@link needsOwnStun} is false.
 * @param nowMs Wall clock, ms since 1970: the relay compares the expiry with its own.
 */
export function createIceServers(
  { iceServers = [], turn }: IceConfig,
  own: OwnStun | undefined,
  nowMs: () => number = Date.now,
): IceServersFor {
  return (sessionId, host) => {
    const known = sessionId === undefined ? iceServers.filter(isOpen) : iceServers;
    const relays = turn && sessionId !== undefined ? [turnServer(turn, sessionId, nowMs())] : [];
    const servers = [...known, ...relays];
    return servers.length === 0 && own ? [stunServer(own, host)] : servers;
  };
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

const isOpen = ({ credential }: IceServer): boolean => credential === undefined;

function stunServer({ port, addresses }: OwnStun, host = '127.0.0.1'): IceServer {
  const names = addresses.length > 0 ? addresses : [host];
  return { urls: names.map((name) => `stun:${literal(name)}:${port}`) };
}

const literal = (name: string): string => (name.includes(':') && !name.startsWith('[') ? `[${name}]` : name);
