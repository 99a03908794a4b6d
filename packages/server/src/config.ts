import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { CodedError } from '@visavis/core';
import type { IceServer } from '@visavis/protocol';
import { webOrigin } from '@visavis/protocol/rest';
import { z } from 'zod';
import type { TurnConfig } from './ice/ice-servers.js';
import { licenceKey } from '@visavis/store';

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be a whole number from ${min} to ${max}`);

const port = wholeNumber(0, 65_535);

const iceServer = z
  .object({
    urls: z.union([z.string(), z.array(z.string())]),
    username: z.string().optional(),
    credential: z.string().optional(),
  })
  .transform(({ urls, ...rest }): IceServer => ({ urls: [urls].flat(), ...rest }))
  .refine(({ urls }) => urls.length > 0 && urls.every((url) => /^(stuns?|turns?):\S+$/.test(url)));

const iceServers = z.string().transform((text, context): IceServer[] => {
  try {
    const parsed = z.array(iceServer).min(1).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: named below like every other shape that does not fit.
  }
  context.addIssue({ code: 'custom', message: 'must be JSON such as [{"urls":["stun:stun.example.org:3478"]}]' });
  return z.NEVER;
});

const separated = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const turnUrls = z
  .string()
  .transform(separated)
  .refine(
    (urls) => urls.length > 0 && urls.every((url) => /^turns?:\S+$/.test(url)),
    'must be TURN addresses such as turn:turn.example.org:3478?transport=tcp, separated by commas',
  );

const ipAddresses = z
  .string()
  .transform(separated)
  .refine(
    (all) => all.length > 0 && all.every((one) => isIP(one) !== 0),
    'must be one IP address, or several with commas',
  );

const origins = z
  .string()
  .transform(separated)
  .refine(
    (list) => list.length > 0 && list.every((one) => webOrigin.safeParse(one).success),
    'must be origins such as https://shop.example, separated by commas',
  );

const address = z.string().regex(/^[0-9A-Za-z.:_-]+$/, 'must be a host name or an address');
const httpUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:/.test(text), 'must be an http or https address');

const settings = z.object({
  PORT: port.default(8080),
  HOST: address.default('127.0.0.1'),
  VISAVIS_DATA: z.string().default('./data'),
  VISAVIS_LICENSE: licenceKey.optional(),
  VISAVIS_LICENSES: z.string().optional(),
  VISAVIS_ORIGINS: origins.optional(),
  VISAVIS_TRUST_PROXY: z.enum(['0', '1'], 'must be 0 or 1').default('0'),
  VISAVIS_KNOWLEDGE: z.string().optional(),
  VISAVIS_AVATARS: z.string().optional(),
  VISAVIS_UDP_PORT: port.optional(),
  PUBLIC_IP: ipAddresses.optional(),
  VISAVIS_ICE_SERVERS: iceServers.optional(),
  VISAVIS_TURN_URLS: turnUrls.optional(),
  VISAVIS_TURN_SECRET: z.string().min(8, 'must be at least 8 characters long').optional(),
  VISAVIS_TURN_TTL_S: wholeNumber(60, 604_800).default(3600),
  VISAVIS_MAX_SESSIONS: wholeNumber(1, 10_000).default(100),
  VISAVIS_MAX_SESSIONS_PER_LICENSE: wholeNumber(1, 10_000).optional(),
  VISAVIS_QUEUE_LIMIT: wholeNumber(0, 10_000).default(50),
  VISAVIS_IDLE_TIMEOUT_S: wholeNumber(1, 86_400).default(120),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent')
    .default('info'),
  OPENAI_BASE_URL: httpUrl.optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().optional(),
  OPENAI_VISION: z.enum(['0', '1'], 'must be 0 or 1').optional(),
});

/** Half a relay is none, and nobody would notice before a client needs it. */
const environment = settings.superRefine((env, context) => {
  const [missing] = (['VISAVIS_TURN_URLS', 'VISAVIS_TURN_SECRET'] as const).filter((name) => env[name] === undefined);
  if (missing === undefined || (env.VISAVIS_TURN_URLS ?? env.VISAVIS_TURN_SECRET) === undefined) return;
  context.addIssue({ code: 'custom', path: [missing], message: 'must be set too: a relay has addresses and a secret' });
});

/** What the operator has decided, checked. */
export interface Config {
  /** TCP port of page, REST and WebSocket; 0 takes any free one. */
  port: number;
  host: string;
  /** Absolute. Licence and face packs live here. */
  dataDir: string;
  license: string | undefined;
  /** Absolute. Of the file with further licences. */
  licensesPath: string | undefined;
  /** Origins of the pages that may use a licence without a list of its own; any when absent. */
  origins: readonly string[] | undefined;
  /** A reverse proxy in front says how clients reach us. */
  trustProxy: boolean;
  /** Absolute path of the Markdown file; the shipped knowledge without it. */
  knowledgePath: string | undefined;
  /** Absolute path of the avatars' JSON file; Iris alone without it. */
  avatarsPath: string | undefined;
  /** The one UDP port of all media; the number of the TCP port without it. */
  udpPort: number | undefined;
  /** Addresses under which viewers reach the UDP port, beside this machine's own. */
  publicIps: readonly string[];
  iceServers: IceServer[] | undefined;
  /** Present when a relay's shared secret is known: credentials are then made per session. */
  turn: TurnConfig | undefined;
  maxSessions: number;
  maxSessionsPerLicense: number | undefined;
  /** How many clients may wait for a place; 0 sends everybody away at once. */
  queueLimit: number;
  idleTimeoutMs: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Present when an OpenAI-compatible endpoint is to answer. */
  openAi: { baseUrl?: string; apiKey?: string; model?: string; sees?: boolean } | undefined;
}

/**
 * Reads the configuration, once.
 *
 * @param variables The environment; an empty value counts as unset.
 * @throws {CodedError} `config.invalid`, one line that names the first bad variable and never its value.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const parsed = environment.safeParse(set);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new CodedError(
      'config.invalid',
      `${issue?.path.join('.') ?? 'The environment'} ${issue?.message ?? 'is wrong'}`,
    );
  }
  return fromEnvironment(parsed.data);
}

function fromEnvironment(env: z.infer<typeof environment>): Config {
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir: resolve(env.VISAVIS_DATA),
    license: env.VISAVIS_LICENSE,
    licensesPath: env.VISAVIS_LICENSES === undefined ? undefined : resolve(env.VISAVIS_LICENSES),
    origins: env.VISAVIS_ORIGINS,
    trustProxy: env.VISAVIS_TRUST_PROXY === '1',
    knowledgePath: env.VISAVIS_KNOWLEDGE === undefined ? undefined : resolve(env.VISAVIS_KNOWLEDGE),
    avatarsPath: env.VISAVIS_AVATARS === undefined ? undefined : resolve(env.VISAVIS_AVATARS),
    udpPort: env.VISAVIS_UDP_PORT,
    publicIps: env.PUBLIC_IP ?? [],
    iceServers: env.VISAVIS_ICE_SERVERS,
    turn:
      env.VISAVIS_TURN_URLS === undefined || env.VISAVIS_TURN_SECRET === undefined
        ? undefined
        : { urls: env.VISAVIS_TURN_URLS, secret: env.VISAVIS_TURN_SECRET, ttlS: env.VISAVIS_TURN_TTL_S },
    maxSessions: env.VISAVIS_MAX_SESSIONS,
    maxSessionsPerLicense: env.VISAVIS_MAX_SESSIONS_PER_LICENSE,
    queueLimit: env.VISAVIS_QUEUE_LIMIT,
    idleTimeoutMs: env.VISAVIS_IDLE_TIMEOUT_S * 1000,
    logLevel: env.LOG_LEVEL,
    openAi:
      env.OPENAI_BASE_URL === undefined && env.OPENAI_API_KEY === undefined
        ? undefined
        : {
            baseUrl: env.OPENAI_BASE_URL,
            apiKey: env.OPENAI_API_KEY,
            model: env.OPENAI_MODEL,
            ...(env.OPENAI_VISION && { sees: env.OPENAI_VISION === '1' }),
          },
  };
}
