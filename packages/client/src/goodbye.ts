/** Path at which a server ends the session of a page that cannot wait for its socket to close. */
const END_PATH = '/api/session/end';

/**
 * Ends a session by a request that outlives its page; never throws.
 * @param token The newest token with which the session could be resumed.
 */
export type SayGoodbye = (socketUrl: string, token: string) => void;

/**
 * Sends the goodbye of a page that is being left. The text is plain, because no page that goes could answer a preflight;
 * it is no `sendBeacon`, which names the page's origin only where its referrer policy lets it (Fetch §3.2).
 */
export const sayGoodbye: SayGoodbye = (socketUrl, token) => {
  const url = new URL(END_PATH, socketUrl);
  url.protocol = url.protocol.replace('ws', 'http');
  const request = { method: 'POST', body: JSON.stringify({ token }), keepalive: true, credentials: 'omit' } as const;
  // A server without this path, or out of reach, finds out by the end of the socket as before.
  void fetch(url, request).catch(() => undefined);
};
