import { isObject, type Json } from './json.js';

/**
 * Reads the ICE servers of `conversation.connected.success`: `iceServers` or `ice_servers`, `urls` a string or an array.
 * @returns What is usable; empty when nothing is, and then host candidates have to do.
 */
export function readIceServers(data: Json): RTCIceServer[] {
  const list = [data['iceServers'], data['ice_servers']].find(Array.isArray) ?? [];
  return list.flatMap((entry: unknown) => {
    if (!isObject(entry)) return [];
    const urls = [entry['urls'] ?? entry['url']]
      .flat()
      .filter((url): url is string => typeof url === 'string' && url !== '');
    if (urls.length === 0) return [];
    const { username, credential } = entry;
    return typeof username === 'string' && typeof credential === 'string'
      ? [{ urls, username, credential }]
      : [{ urls }];
  });
}
