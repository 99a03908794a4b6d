import { describe, expect, it } from 'vitest';
import { publicOrigin } from './public-address.js';

const forwarded = { host: 'inside:8080', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'face.example' };

describe('the address in answers', () => {
  it('is the one the client asked', () => {
    expect(publicOrigin({ headers: { host: 'face.example:8080' } }, false)).toBe('http://face.example:8080');
    expect(publicOrigin({ headers: { host: '[::1]:8080' } }, false)).toBe('http://[::1]:8080');
  });

  it('is the proxy’s where a proxy is trusted, and only there', () => {
    expect(publicOrigin({ headers: forwarded }, true)).toBe('https://face.example');
    expect(publicOrigin({ headers: forwarded }, false)).toBe('http://inside:8080');
  });

  it('never repeats what is no host', () => {
    expect(publicOrigin({ headers: { host: 'a/../<b>' } }, false)).toBe('http://localhost');
    expect(publicOrigin({ headers: { ...forwarded, 'x-forwarded-host': 'x"y' } }, true)).toBe('https://inside:8080');
  });
});
