import { describe, expect, it } from 'vitest';
import { AddressLimit } from './address-limit.js';
import { clientAddress, neighbourhoodOf } from './client-address.js';

const from = (remoteAddress: string | undefined, forwarded?: string | string[]) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

describe('the address of a client', () => {
  it.each([
    [from('192.0.2.1', '198.51.100.9'), false, '192.0.2.1'],
    [from('::ffff:192.0.2.1'), false, '192.0.2.1'],
    [from('127.0.0.1', '198.51.100.9'), true, '198.51.100.9'],
    [from('127.0.0.1', '203.0.113.1, 198.51.100.9'), true, '198.51.100.9'],
    [from('127.0.0.1', ['203.0.113.1', '198.51.100.9']), true, '198.51.100.9'],
    [from('127.0.0.1', ''), true, '127.0.0.1'],
    [from('127.0.0.1'), true, '127.0.0.1'],
    [from(undefined), false, 'unknown'],
    [from('127.0.0.1', 'x'.repeat(1_000)), true, 'x'.repeat(45)],
  ])(
    'Scenario S5: is that of its connection, or the last one that a trusted proxy has added: %j',
    (sender, trusted, expected) => {
      expect(clientAddress(sender, trusted)).toBe(expected);
    },
  );

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:2::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('Scenario S5: shares limits with its neighbours in one network of IPv6: %s', (address, expected) => {
    expect(neighbourhoodOf(address)).toBe(expected);
  });
});

describe('a limit by address', () => {
  it('Scenario S5: counts each address by itself, and all together', () => {
    const limit = new AddressLimit({ each: 2, all: 3 });
    const [first, second] = [limit.take('192.0.2.1'), limit.take('192.0.2.1')];
    expect([limit.take('192.0.2.1'), second]).toEqual([undefined, expect.any(Function)]);
    expect(limit.take('192.0.2.2')).toBeDefined();
    expect(limit.take('192.0.2.3')).toBeUndefined();
    first?.();
    first?.();
    expect(limit.take('192.0.2.3')).toBeDefined();
    expect(limit.take('192.0.2.4')).toBeUndefined();
  });
});
