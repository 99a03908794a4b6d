import type { IceServer } from '@visavis/protocol';
import { z } from 'zod';
import type { IceConfig } from '../ice/ice-servers.js';
import { json, listOf, wholeNumber } from './kinds.js';
import { setting } from './setting.js';

const iceServer = z
  .object({
    urls: z.union([z.string(), z.array(z.string())]),
    username: z.string().optional(),
    credential: z.string().optional(),
  })
  .transform(({ urls, ...rest }): IceServer => ({ urls: [urls].flat(), ...rest }))
  .refine(({ urls }) => urls.length > 0 && urls.every((url) => /^(stuns?|turns?):\S+$/.test(url)));

export const ice = {
  iceServers: setting(
    json(
      z.array(iceServer).min(1).readonly(),
      'must be JSON such as [{"urls":["stun:stun.example.org:3478"]}]',
    ).optional(),
    {
      variable: 'VISAVIS_ICE_SERVERS',
      description: 'STUN and TURN servers for clients, as a JSON list',
      otherwise: 'this host',
    },
  ),
  turnUrls: setting(
    listOf(
      (url) => /^turns?:\S+$/.test(url),
      'must be TURN addresses such as turn:turn.example.org:3478?transport=tcp, separated by commas',
    ).optional(),
    { variable: 'VISAVIS_TURN_URLS', description: 'addresses of a TURN relay, separated by commas' },
  ),
  turnSecret: setting(z.string().min(8, 'must be at least 8 characters long').optional(), {
    variable: 'VISAVIS_TURN_SECRET',
    description: 'the secret that the relay shares with Visavis',
  }),
  turnTtlS: setting(wholeNumber(60, 604_800).default(3600), {
    variable: 'VISAVIS_TURN_TTL_S',
    description: 'seconds for which credentials of the relay can be used to connect',
  }),
};

type IceSettings = z.output<z.ZodObject<typeof ice>>;

/** Half a relay is none, and that would not show before a client needs it. */
export function refuseHalfARelay(
  { turnUrls, turnSecret }: Pick<IceSettings, 'turnUrls' | 'turnSecret'>,
  context: z.RefinementCtx,
): void {
  if ((turnUrls === undefined) === (turnSecret === undefined)) return;
  const missing = turnUrls === undefined ? 'turnUrls' : 'turnSecret';
  context.addIssue({ code: 'custom', path: [missing], message: 'must be set too: a relay has addresses and a secret' });
}

/** Sets `turn` only where the secret of a relay is known: credentials are then created per session. */
export function iceConfig({ iceServers, turnUrls, turnSecret, turnTtlS }: IceSettings): IceConfig {
  const isWhole = turnUrls !== undefined && turnSecret !== undefined;
  return { iceServers, turn: isWhole ? { urls: turnUrls, secret: turnSecret, ttlS: turnTtlS } : undefined };
}
