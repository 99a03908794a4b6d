import { z } from 'zod';
import { nullsLeftOut } from '../nulls.js';

/** Shortest and longest life of a token, seconds. */
export const TOKEN_LIFE_S = { min: 10, max: 7_200, default: 600 } as const;

/** A page's origin as browsers write it (RFC 6454 §6.2): scheme and host, and a port where it is not the usual one. */
export const webOrigin = z
  .string()
  .max(300)
  .regex(
    /^https?:\/\/([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\])(:\d{1,5})?$/,
    'must be an origin such as https://shop.example',
  );

/**
 * Body of `POST /api/open/v1/token`. Every member may be left out; one that is not known is refused, since a limit with a
 * slip in its name would be none.
 */
export const tokenRequest = nullsLeftOut(
  z.strictObject({
    expires_in_s: z
      .number()
      .int()
      .min(TOKEN_LIFE_S.min)
      .max(TOKEN_LIFE_S.max)
      .default(TOKEN_LIFE_S.default)
      .describe('How long the token opens sessions, seconds; a session that is open continues.'),
    avatarId: z.string().min(1).max(200).optional().describe('The only avatar that the token opens.'),
    origin: webOrigin.optional().describe('Origin of the only page on which the token works.'),
    single_use: z.boolean().default(false).describe('The token is good for one session, or for one HTTP request.'),
  }),
);

/** What a token is to allow, with defaults filled in. */
export type TokenRequest = z.output<typeof tokenRequest>;
