import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Licence } from '@visavis/store';

/** The rights in a token. Times are wall clock, ms since 1970: another machine may have issued the token. */
export interface TokenGrant {
  /** Names this token, so that its use can be remembered. */
  readonly id: string;
  readonly expiresAtMs: number;
  /** The only avatar it opens. */
  readonly avatarId?: string;
  /** The only page's origin it is accepted from. */
  readonly origin?: string;
  readonly singleUse: boolean;
}

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
    const payload = Buffer.from(JSON.stringify({ id: randomBytes(12).toString('base64url'), ...grant }));
    return this.#signed(payload.toString('base64url'));
  }

  /** @returns The rights in the token, expired or not; `undefined` when this licence has not signed it. */
  read(token: string): TokenGrant | undefined {
    if (!token.startsWith(this.#prefix) || token.length > MAX_TOKEN_CHARS) return undefined;
    const [payload = ''] = token.slice(this.#prefix.length).split('.', 1);
    // The whole text is compared, so that one token has one form: base64 decoders pass over what they do not know.
    const [given, right] = [Buffer.from(token), Buffer.from(this.#signed(payload))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    // Only this server could have signed it, so its shape needs no second check.
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as TokenGrant;
  }

  #signed(payload: string): string {
    const signature = createHmac('sha256', this.#key).update(payload).digest('base64url');
    return `${this.#prefix}${payload}.${signature}`;
  }
}
