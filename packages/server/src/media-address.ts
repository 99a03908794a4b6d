import { lookup } from 'node:dns/promises';
import type { Config } from './config/config.js';
import { mediaListening } from './config/network.js';

/** @returns The address that media listens on, since candidates carry no names (RFC 8839 §5.1); all when `undefined`. */
export async function mediaAddress(config: Pick<Config, 'host' | 'udpHost'>): Promise<string | undefined> {
  const { host } = mediaListening(config);
  return host === undefined ? undefined : (await lookup(host)).address;
}
