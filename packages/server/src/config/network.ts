import { isIP } from 'node:net';
import { z } from 'zod';
import { isLoopback } from '../public-address.js';
import { flag, listOf, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

const port = wholeNumber(0, 65_535);
const host = z.string().regex(/^[0-9A-Za-z.:_-]+$/, 'must be a host name or an address');

export const network = {
  port: setting(port.default(8080), {
    variable: 'PORT',
    description: 'TCP port of the page, REST and WebSocket; `0` takes any free one',
    common: true,
  }),
  host: setting(host.default('127.0.0.1'), {
    variable: 'HOST',
    description: 'the address HTTP and WebSocket listen on; `0.0.0.0` for other machines',
    common: true,
  }),
  udpPort: setting(port.optional(), {
    variable: 'VISAVIS_UDP_PORT',
    description: 'the one UDP port of all media',
    otherwise: 'same as `PORT`',
  }),
  udpHost: setting(host.optional(), {
    variable: 'VISAVIS_UDP_HOST',
    description: 'the address media listens on',
    otherwise: '`HOST`; where that is loopback, all',
  }),
  stunPort: setting(port.default(3478), {
    variable: 'VISAVIS_STUN_PORT',
    description: 'UDP port at which this host answers STUN requests; any free one where it is taken',
  }),
  publicIps: setting(
    listOf((one) => isIP(one) !== 0, 'must be one IP address, or several with commas', 0).default([]),
    {
      variable: 'PUBLIC_IP',
      description: 'the address others reach a host behind NAT at; several with commas',
    },
  ),
  trustProxy: setting(flag.default(false), {
    variable: 'VISAVIS_TRUST_PROXY',
    description: '`1` behind your own reverse proxy: its `X-Forwarded-*` headers are used',
  }),
};

type NetworkSettings = z.output<z.ZodObject<typeof network>>;

/** How media listens. */
export interface MediaListening {
  /** A host name or an address; all addresses of this machine when absent. */
  readonly host: string | undefined;
  /** Whether 127.0.0.1 is offered beside the other addresses. */
  readonly offersLoopback: boolean;
}

/**
 * Media of a server whose page is on loopback listens on all addresses nevertheless: Firefox sends from an address of
 * the machine's network, from which it reaches no loopback address. Only a client that has received the credentials of
 * a session, over that loopback, can use the port.
 */
export function mediaListening({ host, udpHost }: Pick<NetworkSettings, 'host' | 'udpHost'>): MediaListening {
  const all = { host: undefined, offersLoopback: isLoopback(host) };
  const chosen = udpHost ?? (isLoopback(host) ? undefined : host);
  return chosen === undefined || WILDCARDS.includes(chosen) ? all : { host: chosen, offersLoopback: false };
}

const WILDCARDS: readonly string[] = ['0.0.0.0', '::'];
