import { isObject, parseObject, type Json } from './json.js';

/**
 * Reads the ICE servers of `conversation.connected.success`: `iceServers` or `ice_servers`, `urls` a string or an array.
 * @returns The usable servers; where there are none, host candidates have to do.
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

/** Path at which servers that name no ICE servers on the socket return them. */
const ICE_PATH = '/api/webrtc/generate-ice-servers';
/** Limit of the request, for which the first offer waits. */
const FETCH_LIMIT_MS = 2_000;

/** Fetches ICE servers; never rejects. */
export type FetchIceServers = (socketUrl: string, license: string | undefined) => Promise<RTCIceServer[]>;

/** Requests ICE servers over HTTP. @returns An empty list where the server has none or does not answer. */
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
