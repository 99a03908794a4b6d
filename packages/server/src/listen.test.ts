import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { displayUrl, faultOfUdpPort, listen } from './listen.js';

const servers = [createServer(), createServer()] as const;
afterEach(() => servers.forEach((server) => server.close()));

it('says which port is taken', async () => {
  const port = await listen(servers[0], { host: '127.0.0.1', port: 0 });
  await expect(listen(servers[1], { host: '127.0.0.1', port })).rejects.toThrow(
    `PORT ${port} is taken by another program`,
  );
});

it.each(['127.0.0.1', '0.0.0.0'])(
  'R-25: says which UDP port is taken on %s, and leaves a free one free',
  async (host) => {
    const other = createSocket('udp4').bind(0, host);
    await once(other, 'listening');
    const { port } = other.address();
    expect(await faultOfUdpPort(host, port)).toMatchObject({
      code: 'media.port_unavailable',
      message: `UDP port ${port} is taken by another program; VISAVIS_UDP_PORT chooses another`,
    });
    other.close();
    await once(other, 'close');
    expect([await faultOfUdpPort(host, port), await faultOfUdpPort(host, port)]).toEqual([undefined, undefined]);
  },
);

it.each([
  ['127.0.0.1', 'http://127.0.0.1:8080'],
  ['0.0.0.0', 'http://localhost:8080'],
  ['::', 'http://localhost:8080'],
  ['::1', 'http://[::1]:8080'],
])('prints an address that can be opened for %s', (host, url) => {
  expect(displayUrl(host, 8080)).toBe(url);
});
