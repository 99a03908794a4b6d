import { describe, expect, it } from 'vitest';
import { socketUrl } from './endpoint.js';

describe('the address of the socket', () => {
  it.each([
    [{ url: 'http://localhost:8080' }, 'ws://localhost:8080/wss/v2/realtime-chat?resume=1&input_sample_rate=24000'],
    [{ url: 'https://face.example/' }, 'wss://face.example/wss/v2/realtime-chat?resume=1&input_sample_rate=24000'],
    [{ url: '/' }, 'wss://page.example/wss/v2/realtime-chat?resume=1&input_sample_rate=24000'],
    [{ url: 'wss://proxy.example/talk?room=1' }, 'wss://proxy.example/talk?room=1&resume=1&input_sample_rate=24000'],
    [
      { url: 'wss://a.example/x', license: 'k y&', avatarName: 'navtalk.Lily' },
      'wss://a.example/x?license=k+y%26&name=navtalk.Lily&resume=1&input_sample_rate=24000',
    ],
    [{ url: 'wss://a.example/x', queue: true }, 'wss://a.example/x?queue=1&resume=1&input_sample_rate=24000'],
    [{ url: 'wss://a.example/x', avatarId: 'a1' }, 'wss://a.example/x?avatarId=a1&resume=1&input_sample_rate=24000'],
  ])('of %o is %s', (endpoint, address) => {
    expect(socketUrl(endpoint, 'https://page.example/console#top')).toBe(address);
  });

  it('leads back to a session that was left, without the key', () => {
    const endpoint = { url: 'wss://a.example/x', license: 'k', avatarName: 'a', queue: true };
    expect(socketUrl(endpoint, undefined, { token: 'vvr_1', after: 7 })).toBe('wss://a.example/x?resume=vvr_1&after=7');
  });

  it('is refused when it is not one', () => {
    expect(() => socketUrl({ url: 'http://' })).toThrow(TypeError);
  });
});
