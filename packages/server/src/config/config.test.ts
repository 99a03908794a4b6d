import { CodedError } from '@visavis/core';
import { describe, expect, it } from 'vitest';
import { checkConfig, readConfig } from './config.js';
import { iceConfig } from './ice.js';

const failure = (variables: Record<string, string>): string => refusal(() => readConfig(variables));

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(CodedError);
    return (error as CodedError).message;
  }
  throw new Error('was accepted');
}

describe('configuration', () => {
  it('works with nothing set', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      maxSessions: 100,
      queueLimit: 50,
      idleTimeoutS: 120,
    });
    expect(config.dataDir).toMatch(/[/\\]data$/);
    expect([config.license, config.udpPort, config.iceServers]).toEqual(Array(3).fill(undefined));
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
    ['VISAVIS_UDP_HOST', 'not a host'],
    ['PUBLIC_IP', 'example.org'],
    ['PUBLIC_IP', ' , '],
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
    ['VISAVIS_EARS', 'deaf'],
    ['VISAVIS_VOICE', 'embedded, scripted'],
    ['VISAVIS_MIND', ' , '],
    ['OPENAI_BASE_URL', 'localhost:1234'],
    ['OPENAI_FIRST_WORD_LIMIT_MS', '8 s'],
    ['OPENAI_SILENCE_LIMIT_MS', '0'],
    ['DATABASE_URL', 'mysql://me@host/faces'],
    ['DATABASE_URL', 'localhost:5432'],
    ['DATABASE_URL', 'postgres://me:50%@host/faces'],
    ['VISAVIS_RECORD_DAYS', '-1'],
  ])('names %s when it is %j, in one line', (name, value) => {
    const message = failure({ [name]: value });
    expect(message.startsWith(`${name} must be`)).toBe(true);
    expect(message).not.toContain('\n');
  });

  it('names the engines that there are where one is unknown', () => {
    expect(failure({ VISAVIS_MIND: 'openai,hal' })).toMatch(/^VISAVIS_MIND must be one of .*openai.*scripted/);
    expect(readConfig({ VISAVIS_MIND: 'openai, scripted', VISAVIS_VOICE: 'embedded' })).toMatchObject({
      mind: ['openai', 'scripted'],
      voice: ['embedded'],
    });
  });

  it('never repeats a key it refuses', () => {
    expect(failure({ VISAVIS_LICENSE: 'my secret key' })).not.toContain('secret');
    expect(failure({ DATABASE_URL: 'postgres://me:secret%@host/faces' })).not.toContain('secret');
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
    expect(iceConfig(readConfig({ VISAVIS_TURN_URLS, VISAVIS_TURN_SECRET })).turn).toEqual({
      urls: ['turn:t.example:3478', 'turns:t.example:443?transport=tcp'],
      secret: VISAVIS_TURN_SECRET,
      ttlS: 3600,
    });
    expect(failure({ VISAVIS_TURN_URLS })).toMatch(/^VISAVIS_TURN_SECRET must be set/);
    expect(failure({ VISAVIS_TURN_SECRET })).toMatch(/^VISAVIS_TURN_URLS must be set/);
  });
});

describe('the same from the options of a program', () => {
  it('has the same defaults', () => {
    expect(readConfig({})).toMatchObject(checkConfig({}));
    expect(checkConfig({ port: undefined, origins: undefined })).toEqual(checkConfig({}));
  });

  it('takes what it has returned', () => {
    expect(checkConfig(checkConfig({}))).toEqual(checkConfig({}));
  });

  it('takes plain values for what is text in the environment', () => {
    const iceServers = [{ urls: ['stun:stun.example.org:3478'] }];
    expect(checkConfig({ port: 9000, trustProxy: true, publicIps: ['203.0.113.9'], iceServers })).toEqual(
      readConfig({
        PORT: '9000',
        VISAVIS_TRUST_PROXY: '1',
        PUBLIC_IP: '203.0.113.9',
        VISAVIS_ICE_SERVERS: JSON.stringify(iceServers),
      }),
    );
  });

  it.each([
    ['port', { port: 65_536 }],
    ['port', { port: 80.5 }],
    ['trustProxy', { trustProxy: 'yes' as unknown as boolean }],
    ['publicIps', { publicIps: ['example.org'] }],
    ['publicIps', { publicIps: [7 as unknown as string] }],
    ['license', { license: 'short' }],
    ['turnUrls', { turnUrls: [], turnSecret: 'shared with the relay' }],
    ['turnSecret', { turnUrls: ['turn:t.example:3478'] }],
    ['iceServers', { iceServers: [] }],
  ])('names %s when it is wrong: %o', (name, options) => {
    expect(refusal(() => checkConfig(options)).startsWith(`${name} must be`)).toBe(true);
  });

  it.each(['prot', 'licensesPath'])('refuses an option that does not exist: %s', (name) => {
    expect(refusal(() => checkConfig({ [name]: './here' }))).toContain(name);
  });
});
