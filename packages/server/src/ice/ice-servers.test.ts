import { describe, expect, it } from 'vitest';
import { createIceServers, relaysOverTcp } from './ice-servers.js';

const turn = { urls: ['turn:relay.example:3478?transport=udp', 'turns:relay.example:443'], secret: 'north', ttlS: 600 };
const NOW_MS = 1_700_000_000_900;
const at = (config: Parameters<typeof createIceServers>[0], nowMs = NOW_MS) => createIceServers(config, () => nowMs);

describe('ICE servers of a session', () => {
  it('name this host where nothing is configured, so that the list is never empty', () => {
    const servers = at({ iceServers: undefined, turn: undefined });
    expect(servers('s', 'face.example')).toEqual([{ urls: ['stun:face.example:3478'] }]);
    expect(servers('s', undefined)).toEqual([{ urls: ['stun:127.0.0.1:3478'] }]);
  });

  it('write an IPv6 host in brackets', () => {
    const servers = at({ iceServers: undefined, turn: undefined });
    expect(servers('s', '::1')[0]?.urls).toEqual(['stun:[::1]:3478']);
    expect(servers('s', '[::1]')[0]?.urls).toEqual(['stun:[::1]:3478']);
  });

  it('carry a credential as the relay computes it from the shared secret', () => {
    const [relay] = at({ iceServers: undefined, turn })('session-1', 'h');
    expect(relay?.urls).toEqual(turn.urls);
    expect(relay?.username).toBe('1700000600:session-1');
    // printf 1700000600:session-1 | openssl dgst -sha1 -hmac north -binary | base64
    expect(relay?.credential).toBe('39gW+WssK1MThWNaCGCVSUbZabg=');
  });

  it('are others for every session, and expire', () => {
    const config = { iceServers: undefined, turn };
    const [first] = at(config)('a', 'h');
    expect(at(config)('b', 'h')[0]?.credential).not.toBe(first?.credential);
    expect(at(config, NOW_MS + 1000)('a', 'h')[0]?.credential).not.toBe(first?.credential);
  });

  it('keep what the operator has listed beside the relay', () => {
    const listed = [{ urls: ['stun:stun.example:3478'] }];
    const servers = at({ iceServers: listed, turn })('s', 'h');
    expect(servers).toHaveLength(2);
    expect(servers[0]).toEqual(listed[0]);
    expect(at({ iceServers: listed, turn: undefined })('s', 'h')).toEqual(listed);
  });
});

it.each([
  ['turn:r.example:3478', false],
  ['turn:r.example:3478?transport=udp', false],
  ['stun:r.example', false],
  ['turn:r.example:80?transport=tcp', true],
  ['turns:r.example:443', true],
])('%s is reached by TCP: %s', (url, expected) => {
  const servers = { iceServers: [{ urls: ['stun:a.example', url] }], turn: undefined };
  expect(relaysOverTcp(servers)).toBe(expected);
  expect(relaysOverTcp({ iceServers: undefined, turn: { urls: [url], secret: 's', ttlS: 60 } })).toBe(expected);
});
