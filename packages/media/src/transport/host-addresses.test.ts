import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { hostAddresses } from './host-addresses.js';

const entry = (address: string, internal = false): NetworkInterfaceInfo =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo;

it('offers the addresses that other machines can reach, IPv6 first', () => {
  const lo = [entry('127.0.0.1', true), entry('::1', true)];
  const eth0 = [entry('192.0.2.2'), entry('fe80::1'), entry('2001:db8::2')];
  expect(hostAddresses({ lo, eth0 })).toEqual(['2001:db8::2', '192.0.2.2']);
});

it('offers loopback when there is no other address', () => {
  expect(hostAddresses({ lo: [entry('127.0.0.1', true), entry('::1', true)] })).toEqual(['127.0.0.1']);
});
