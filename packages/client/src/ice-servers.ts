import { isObject, parseObject, type Json } from './json.js';

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

/** Where servers that name no ICE servers on the socket tell them. */
const ICE_PATH = '/api/webrtc/generate-ice-servers';
/** The offer waits for it. */
const FETCH_LIMIT_MS = 2_000;

export type FetchIceServers = (socketUrl: string, license: string | undefined) => Promise<RTCIceServer[]>;

/** Asks for ICE servers over HTTP. @returns None where there are none, or nobody answers. */
export const fetchIceServers: FetchIceServers = async (socketUrl, license) => {
  const url = new URL(ICE_PATH, socketUrl);
  url.protocol = url.protocol.replace('ws', 'http');
  if (license) url.searchParams.set('license', license);
  try {
    const response = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(FETCH_LIMIT_MS) });
    const answer = parseObject(await response.json()) ?? {};
    return readIceServers(isObject(answer['data']) ? answer['data'] : answer);
  } catch {
    return [];
  }
};
