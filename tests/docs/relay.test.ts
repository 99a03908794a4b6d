import { readFile } from 'node:fs/promises';
import { BlockList, isIPv4 } from 'node:net';
import { describe, expect, it } from 'vitest';

const page = await readFile(new URL('../../docs/turnserver.conf', import.meta.url), 'utf8');
const family = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');

// One list would take any IPv4 address for its form in IPv6, which the relay does not do.
const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [, from = '', to = ''] of page.matchAll(/^denied-peer-ip=(\S+)-(\S+)$/gm))
  lists[family(from)].addRange(from, to, family(from));
const isDenied = (address: string): boolean => lists[family(address)].check(address, family(address));

describe('the configuration for a relay', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '224.0.0.251',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    'fd00:ec2::254',
    'fe80::1',
    'ff02::1',
  ])('Scenario S10: denies %s', (address) => {
    expect(isDenied(address)).toBe(true);
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '203.0.113.9', '2001:db8::1'])('relays to %s', (address) => {
    expect(isDenied(address)).toBe(false);
  });

  it('Scenario S10: takes credentials that expire, and limits each viewer', () => {
    for (const line of ['use-auth-secret', 'user-quota=', 'total-quota=', 'max-bps=', 'no-multicast-peers'])
      expect(page).toMatch(new RegExp(`^${line}`, 'm'));
    expect(page).not.toMatch(/^(?:no-auth|allow-loopback-peers)/m);
  });
});
