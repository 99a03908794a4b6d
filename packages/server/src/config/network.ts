import { isIP } from 'node:net';
import { z } from 'zod';
import { flag, listOf, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

const port = wholeNumber(0, 65_535);

export const network = {
  port: setting(port.default(8080), {
    variable: 'PORT',
    description: 'TCP port of the page, REST and WebSocket; `0` takes any free one',
    common: true,
  }),
  host: setting(
    z
      .string()
      .regex(/^[0-9A-Za-z.:_-]+$/, 'must be a host name or an address')
      .default('127.0.0.1'),
    {
      variable: 'HOST',
      description: 'the address HTTP, WebSocket and media listen on; `0.0.0.0` for other machines',
      common: true,
    },
  ),
  udpPort: setting(port.optional(), {
    variable: 'VISAVIS_UDP_PORT',
    description: 'the one UDP port of all media',
    otherwise: 'same as `PORT`',
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
