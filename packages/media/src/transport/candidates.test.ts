import { describe, expect, it } from 'vitest';
import { hostCandidate, isLoopbackCandidate, usableCandidate } from './candidates.js';

describe('a viewer’s candidate', () => {
  it.each([
    'candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host generation 0 ufrag abcd',
    'candidate:1 1 UDP 1 2001:db8::1 50000 typ srflx raddr 0.0.0.0 rport 0',
  ])('is used: %s', (text) => {
    expect(usableCandidate(text)).toBe(text);
    expect(usableCandidate(`a=${text}\r\n`)).toBe(text);
  });

  it.each([
    ['empty, the end of candidates', ''],
    ['missing', null],
    ['a number', 7],
    ['TCP', 'candidate:1 1 tcp 1 192.0.2.7 9 typ host tcptype active'],
    ['hidden behind a multicast name', 'candidate:1 1 udp 1 0a1b2c3d.local 50000 typ host'],
    ['a host name', 'candidate:1 1 udp 1 example.com 50000 typ host'],
    ['cut short', 'candidate:1 1 udp 1 192.0.2.7'],
    ['endless', `candidate:1 1 udp 1 192.0.2.7 50000 typ host ${'x'.repeat(1000)}`],
  ])('is ignored when it is %s', (_, text) => {
    expect(usableCandidate(text)).toBeUndefined();
  });

  it.each([
    '0.0.0.0', '0.1.2.3', '169.254.169.254', '224.0.0.251', '239.1.2.3', '240.0.0.1', '255.255.255.255',
    '::', 'fe80::1', 'FEBF::1', 'ff02::fb', '::ffff:224.0.0.1', '::ffff:169.254.169.254', '1.2.3', '256.1.1.1', '0x7f.1', ':::',
  ])('R-21: is ignored at %s, where no viewer can be', (address) => {
    expect(usableCandidate(`candidate:1 1 udp 1 ${address} 50000 typ host`)).toBeUndefined();
  }); // prettier-ignore

  it.each(['0', '65536', '123456'])('R-21: is ignored with port %s', (port) => {
    expect(usableCandidate(`candidate:1 1 udp 1 192.0.2.7 ${port} typ host`)).toBeUndefined();
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['192.0.2.7', false],
    ['2001:db8::1', false],
  ])('is at loopback with %s: %s', (address, loopback) => {
    expect(isLoopbackCandidate(`candidate:1 1 udp 1 ${address} 50000 typ host`)).toBe(loopback);
  });

  it('has the form in which we write addresses that the system does not list', () => {
    const candidate = hostCandidate('127.0.0.1', 9000, 1);
    expect(usableCandidate(candidate)).toBe(candidate);
  });
});
