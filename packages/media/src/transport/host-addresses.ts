import type { NetworkInterfaceInfo } from 'node:os';

/**
 * Addresses of this machine at which viewers may reach it: IPv6 before IPv4, no link-local ones, which mean nothing to
 * others. A machine that has nothing but loopback is reached by itself, so then that one is listed.
 */
export function hostAddresses(interfaces: Readonly<Record<string, NetworkInterfaceInfo[] | undefined>>): string[] {
  const all = Object.values(interfaces).flatMap((entries) => entries ?? []);
  const outside = all.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
  const listed = outside.length > 0 ? outside : all.filter(({ family }) => family === 'IPv4');
  const sorted = [...listed].sort((a, b) => b.family.localeCompare(a.family));
  return [...new Set(sorted.map(({ address }) => address))];
}
