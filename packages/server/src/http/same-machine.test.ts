import { describe, expect, it } from 'vitest';
import { isSameMachine } from './same-machine.js';

const here = { remoteAddress: '127.0.0.1', headers: { host: '127.0.0.1:8080' } };
const withHeaders = (headers: Record<string, string | string[]>) => ({
  ...here,
  headers: { ...here.headers, ...headers },
});

describe('a page opened on this machine', () => {
  it.each([
    ['by address', here],
    ['by name', withHeaders({ host: 'localhost:8080' })],
    ['over IPv6', { remoteAddress: '::1', headers: { host: '[::1]:8080' } }],
    ['over IPv4 on an IPv6 socket', { remoteAddress: '::ffff:127.0.0.1', headers: { host: 'localhost' } }],
    ['fetching from itself', withHeaders({ origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-origin' })],
    ['typed into the address bar', withHeaders({ 'sec-fetch-site': 'none' })],
  ])('needs no key: %s', (_name, caller) => {
    expect(isSameMachine(caller)).toBe(true);
  });

  it.each([
    ['from another machine', { remoteAddress: '192.0.2.7', headers: { host: '127.0.0.1:8080' } }],
    ['from a socket already gone', { remoteAddress: undefined, headers: { host: 'localhost' } }],
    ['under a name pointed at this machine', withHeaders({ host: 'rebound.example:8080' })],
    ['under a name that begins like ours', withHeaders({ host: 'localhost.example' })],
    ['without a host', { remoteAddress: '127.0.0.1', headers: {} }],
    ['by a foreign page', withHeaders({ origin: 'http://evil.example' })],
    ['by a page of another local port', withHeaders({ origin: 'http://127.0.0.1:9999' })],
    ['by a sandboxed page', withHeaders({ origin: 'null' })],
    ['by a cross-site request without origin', withHeaders({ 'sec-fetch-site': 'cross-site' })],
    ['by another port, seen as same-site', withHeaders({ 'sec-fetch-site': 'same-site' })],
    ['through a proxy', withHeaders({ 'x-forwarded-for': '192.0.2.7' })],
    ['through a proxy that says so in the standard way', withHeaders({ forwarded: 'for=192.0.2.7' })],
    ['with two origins', withHeaders({ origin: ['http://127.0.0.1:8080', 'http://evil.example'] })],
  ])('needs a key: %s', (_name, caller) => {
    expect(isSameMachine(caller)).toBe(false);
  });
});
