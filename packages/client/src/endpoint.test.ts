import { describe, expect, it } from 'vitest';
import { socketUrl } from './endpoint.js';

describe('the address of the socket', () => {
  it.each([
    [{ url: 'http://localhost:8080' }, 'ws://localhost:8080/wss/v2/realtime-chat'],
    [{ url: 'https://face.example/' }, 'wss://face.example/wss/v2/realtime-chat'],
    [{ url: '/' }, 'wss://page.example/wss/v2/realtime-chat'],
    [{ url: 'wss://proxy.example/talk?room=1' }, 'wss://proxy.example/talk?room=1'],
    [
      { url: 'wss://a.example/x', license: 'k y&', avatarName: 'navtalk.Lily' },
      'wss://a.example/x?license=k+y%26&name=navtalk.Lily',
    ],
    [{ url: 'wss://a.example/x', queue: true }, 'wss://a.example/x?queue=1'],
    [{ url: 'wss://a.example/x', avatarId: 'a1' }, 'wss://a.example/x?avatarId=a1'],
  ])('of %o is %s', (endpoint, address) => {
    expect(socketUrl(endpoint, 'https://page.example/console#top')).toBe(address);
  });

  it('is refused when it is not one', () => {
    expect(() => socketUrl({ url: 'http://' })).toThrow(TypeError);
  });
});
