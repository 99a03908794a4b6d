import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchIceServers } from './ice-servers.js';

let server: Server;
let asked: string[];
let answer: string;
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

const fetched = () =>
  fetchIceServers(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/wss/v2/realtime-chat?name=a`, 'k');

describe('ICE servers over HTTP', () => {
  it.each([
    ['under data', '{"code":200,"data":{"iceServers":[{"urls":"stun:a"}]}}'],
    ['at the top', '{"iceServers":[{"urls":["stun:a"]}]}'],
  ])('are found %s', async (_where, text) => {
    answer = text;
    expect(await fetched()).toEqual([{ urls: ['stun:a'] }]);
    expect(asked).toEqual(['POST /api/webrtc/generate-ice-servers?license=k']);
  });

  it('are none where the answer is none', async () => {
    answer = '<html>';
    expect(await fetched()).toEqual([]);
    server.close();
    server.closeAllConnections();
    expect(await fetchIceServers('ws://127.0.0.1:9/x', undefined)).toEqual([]);
  });
});
