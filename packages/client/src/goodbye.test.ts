import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sayGoodbye } from './goodbye.js';

let requests: Request[];
beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', (url: URL, init: RequestInit) => {
    requests.push(new Request(url, init));
    return Promise.reject(new TypeError('Failed to fetch'));
  });
});
afterEach(() => vi.unstubAllGlobals());

it('outlives its page, needs no preflight, and carries the token of its session where no log writes it', async () => {
  sayGoodbye('wss://face.example:8443/wss/v2/realtime-chat?license=k', 'vvr_1');
  const [request] = requests as [Request];
  expect([request.method, request.url]).toEqual(['POST', 'https://face.example:8443/api/session/end']);
  expect([request.keepalive, request.credentials, request.mode]).toEqual([true, 'omit', 'cors']);
  // A type that pages may send anywhere (Fetch §2.2.2, CORS-safelisted request-header).
  expect(request.headers.get('content-type')).toBe('text/plain;charset=UTF-8');
  expect(await request.json()).toEqual({ token: 'vvr_1' });
});
