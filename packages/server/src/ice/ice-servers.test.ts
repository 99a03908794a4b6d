import { describe, expect, it } from 'vitest';
import { createIceServers, needsOwnStun, relaysOverTcp, type OwnStun } from './ice-servers.js';

const turn = { urls: ['turn:relay.example:3478?transport=udp', 'turns:relay.example:443'], secret: 'north', ttlS: 600 };
const NOW_MS = 1_700_000_000_900;
const HERE: OwnStun = { port: 3479, addresses: [] };
const at = (config: Parameters<typeof createIceServers>[0], nowMs = NOW_MS, own = HERE) =>
  createIceServers(config, own, () => nowMs);

describe('ICE servers of a session', () => {
  it('name this host where nothing is configured, so that the list is never empty', () => {
    const servers = at({ iceServers: undefined, turn: undefined });
    expect(servers('s', 'face.example')).toEqual([{ urls: ['stun:face.example:3479'] }]);
    expect(servers('s', undefined)).toEqual([{ urls: ['stun:127.0.0.1:3479'] }]);
  });

  it('write an IPv6 host in brackets', () => {
    const servers = at({ iceServers: undefined, turn: undefined });
    expect(servers('s', '::1')[0]?.urls).toEqual(['stun:[::1]:3479']);
    expect(servers('s', '[::1]')[0]?.urls).toEqual(['stun:[::1]:3479']);
  });

  it('name the public addresses of this host, where it has any', () => {
    const own = { port: 3479, addresses: ['203.0.113.9', '2001:db8::9'] };
    const servers = at({ iceServers: undefined, turn: undefined }, NOW_MS, own);
    expect(servers('s', 'proxy.example')).toEqual([{ urls: ['stun:203.0.113.9:3479', 'stun:[2001:db8::9]:3479'] }]);
  });

  it('Scenario S10: leave out what requires a password for a client without a key, and are not empty then either', () => {
    const relay = { urls: ['turn:t.example'], username: 'u', credential: 'c' };
    const open = { urls: ['stun:stun.example'] };
    expect(at({ iceServers: [relay, open], turn })(undefined, 'h')).toEqual([open]);
    expect(at({ iceServers: [relay], turn })(undefined, 'h')).toEqual([{ urls: ['stun:h:3479'] }]);
    expect([[open], [relay], [relay, open], undefined].map((iceServers) => needsOwnStun({ iceServers }))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('carry a credential as the relay computes it from the shared secret', () => {
    const [relay] = at({ iceServers: undefined, turn })('session-1', 'h');
    expect(relay?.urls).toEqual(turn.urls);
    expect(relay?.username).toBe('1700000600:session-1');
    // printf 1700000600:session-1 | openssl dgst -sha1 -hmac north -binary | base64
    expect(relay?.credential).toBe('39gW+WssK1MThWNaCGCVSUbZabg=');
  });

  it('Scenario S10: are others for every session, and expire', () => {
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
