import { networkInterfaces } from 'node:os';

/** An address of this machine that is not loopback, of one family; `undefined` where there is none. */
export function outsideAddress(family: 'IPv4' | 'IPv6'): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return all.find((entry) => entry.family === family && !entry.internal && !/^fe80:/i.test(entry.address))?.address;
}

/** Where a browser on this machine sends from and may be sent to. */
export const ownAddress = (): string => outsideAddress('IPv4') ?? '127.0.0.1';
