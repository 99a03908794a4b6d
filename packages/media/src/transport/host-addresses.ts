import type { NetworkInterfaceInfo } from 'node:os';

/**
 * Lists the addresses at which viewers may reach this machine: IPv6 before IPv4, without link-local ones, which mean
 * nothing to other machines. A machine with no other address than loopback can be reached by itself, so loopback is
 * listed then.
 */
export function hostAddresses(interfaces: Readonly<Record<string, NetworkInterfaceInfo[] | undefined>>): string[] {
  const all = Object.values(interfaces).flatMap((entries) => entries ?? []);
  const outside = all.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
  const listed = outside.length > 0 ? outside : all.filter(({ family }) => family === 'IPv4');
  const sorted = [...listed].sort((a, b) => b.family.localeCompare(a.family));
  return [...new Set(sorted.map(({ address }) => address))];
}
