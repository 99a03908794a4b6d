import { CodedError } from '@visavis/core';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const failure = (variables: Record<string, string>): string => {
  try {
    readConfig(variables);
  } catch (error) {
    expect(error).toBeInstanceOf(CodedError);
    return (error as CodedError).message;
  }
  throw new Error('was accepted');
};

describe('configuration', () => {
  it('works with nothing set', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      maxSessions: 100,
      queueLimit: 50,
      idleTimeoutMs: 120_000,
    });
    expect(config.dataDir).toMatch(/[/\\]data$/);
    expect([config.license, config.openAi, config.udpPort, config.iceServers]).toEqual(Array(4).fill(undefined));
  });

  it('takes an empty variable as unset', () => {
    expect(readConfig({ PORT: '', HOST: ' ', VISAVIS_LICENSE: '', OPENAI_API_KEY: '' })).toEqual(readConfig({}));
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['HOST', 'not a host'],
    ['VISAVIS_LICENSE', 'short'],
    ['VISAVIS_LICENSE', 'with a space inside'],
    ['VISAVIS_UDP_PORT', '1e3'],
    ['PUBLIC_IP', 'example.org'],
    ['VISAVIS_ORIGINS', 'shop.example'],
    ['VISAVIS_TRUST_PROXY', 'yes'],
    ['PUBLIC_IP', '203.0.113.9, 999.1.1.1'],
    ['VISAVIS_TURN_URLS', 'stun:turn.example'],
    ['VISAVIS_TURN_SECRET', 'short'],
    ['VISAVIS_TURN_TTL_S', '5'],
    ['VISAVIS_ICE_SERVERS', 'stun:example.org'],
    ['VISAVIS_ICE_SERVERS', '[]'],
    ['VISAVIS_ICE_SERVERS', '[{"urls":"http://example.org"}]'],
    ['VISAVIS_MAX_SESSIONS', '0'],
    ['VISAVIS_QUEUE_LIMIT', '-1'],
    ['VISAVIS_IDLE_TIMEOUT_S', '0'],
    ['LOG_LEVEL', 'loud'],
    ['OPENAI_BASE_URL', 'localhost:1234'],
  ])('names %s when it is %j, in one line', (name, value) => {
    const message = failure({ [name]: value });
    expect(message.startsWith(`${name} must be`)).toBe(true);
    expect(message).not.toContain('\n');
  });

  it('never repeats a key it refuses', () => {
    expect(failure({ VISAVIS_LICENSE: 'my secret key' })).not.toContain('secret');
  });

  it('turns a single ICE url into a list', () => {
    const config = readConfig({
      VISAVIS_ICE_SERVERS: '[{"urls":"turn:t.example:3478","username":"u","credential":"c"}]',
    });
    expect(config.iceServers).toEqual([{ urls: ['turn:t.example:3478'], username: 'u', credential: 'c' }]);
  });

  it('takes several public addresses, of both families', () => {
    expect(readConfig({ PUBLIC_IP: '203.0.113.9, 2001:db8::9' }).publicIps).toEqual(['203.0.113.9', '2001:db8::9']);
    expect(readConfig({}).publicIps).toEqual([]);
  });

  it('takes a relay with its addresses and its secret, and misses neither', () => {
    const VISAVIS_TURN_URLS = 'turn:t.example:3478, turns:t.example:443?transport=tcp';
    const VISAVIS_TURN_SECRET = 'shared with the relay';
    expect(readConfig({ VISAVIS_TURN_URLS, VISAVIS_TURN_SECRET }).turn).toEqual({
      urls: ['turn:t.example:3478', 'turns:t.example:443?transport=tcp'],
      secret: VISAVIS_TURN_SECRET,
      ttlS: 3600,
    });
    expect(failure({ VISAVIS_TURN_URLS })).toMatch(/^VISAVIS_TURN_SECRET must be set/);
    expect(failure({ VISAVIS_TURN_SECRET })).toMatch(/^VISAVIS_TURN_URLS must be set/);
  });

  it('asks a language model as soon as an address or a key is there', () => {
    expect(readConfig({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }).openAi?.baseUrl).toBe(
      'http://127.0.0.1:11434/v1',
    );
    expect(readConfig({ OPENAI_API_KEY: 'k' }).openAi).toEqual({ baseUrl: undefined, apiKey: 'k', model: undefined });
    expect(readConfig({ OPENAI_MODEL: 'm' }).openAi).toBeUndefined();
  });
});
