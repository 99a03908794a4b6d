import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Licence } from '@visavis/store';
import { z } from 'zod';

const ID_BYTES = 12;

/** The holder of a licence's key can sign anything: what a server would not sign is no token. */
const tokenGrant = z.strictObject({
  /** Names this token, so that its use can be remembered. It becomes the name of a file. */
  id: z.string().regex(/^[\w-]{16}$/),
  /** Wall clock, ms since 1970: another machine may have issued the token. */
  expiresAtMs: z.number().int(),
  /** The only avatar it opens. */
  avatarId: z.string().optional(),
  /** The only page's origin it is accepted from. */
  origin: z.string().optional(),
  singleUse: z.boolean(),
  /** Whether its holder may make avatars in the name of the licence, and change and delete them. */
  makesAvatars: z.boolean().optional(),
});

/** The rights in a token. */
export type TokenGrant = Readonly<z.output<typeof tokenGrant>>;

export const TOKEN_PREFIX = 'vvt_';
/** Longer than any token this server signs. */
const MAX_TOKEN_CHARS = 2_000;

/** @returns The id of the licence that a token says it is of; nothing is proven by that. */
export function licenceIdOf(token: string): string | undefined {
  return token.startsWith(TOKEN_PREFIX) ? token.slice(TOKEN_PREFIX.length).split('.', 1)[0] : undefined;
}

/**
 * Signs and reads tokens of one licence: `vvt_<licence id>.<payload>.<signature>`, the last two base64url, HMAC-SHA256
 * (RFC 2104) under the licence's token key. Nothing is stored, and servers that share a licence take each other's tokens.
 */
export class TokenSigner {
  readonly #key: Uint8Array;
  readonly #prefix: string;

  constructor({ id, tokenKey }: Pick<Licence, 'id' | 'tokenKey'>) {
    this.#prefix = `${TOKEN_PREFIX}${id}.`;
    this.#key = tokenKey;
  }

  sign(grant: Omit<TokenGrant, 'id'>): string {
    const payload = Buffer.from(JSON.stringify({ id: randomBytes(ID_BYTES).toString('base64url'), ...grant }));
    return this.#signed(payload.toString('base64url'));
  }

  /** @returns The rights in the token, expired or not; `undefined` when this licence has not signed it. */
  read(token: string): TokenGrant | undefined {
    if (!token.startsWith(this.#prefix) || token.length > MAX_TOKEN_CHARS) return undefined;
    const [payload = ''] = token.slice(this.#prefix.length).split('.', 1);
    // The whole text is compared, so that one token has one form: base64 decoders pass over what they do not know.
    const [given, right] = [Buffer.from(token), Buffer.from(this.#signed(payload))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return tokenGrant.safeParse(parse(Buffer.from(payload, 'base64url').toString())).data;
  }

  #signed(payload: string): string {
    const signature = createHmac('sha256', this.#key).update(payload).digest('base64url');
    return `${this.#prefix}${payload}.${signature}`;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
