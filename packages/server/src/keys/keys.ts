import type { TokenRequest } from '@visavis/protocol/rest';
import { licenseId, licenseMatches } from '../license.js';
import { SpentTokens } from './spent-tokens.js';
import { TOKEN_PREFIX, TokenSigner } from './token.js';

/** Where a request comes from, as its headers tell. */
export interface Caller {
  /** The page's origin; browsers always send it over WebSocket and across origins, other programs do not. */
  readonly origin?: string | undefined;
  /** `Host`, with its port: a page from here is always welcome. */
  readonly host?: string | undefined;
}

export type Refusal = 'unknown' | 'expired' | 'spent' | 'origin';

export type Authorisation =
  | {
      readonly granted: true;
      /** Names the licence without giving it away. */
      readonly licenseId: string;
      readonly by: 'license' | 'token';
      /** The only avatar it opens. */
      readonly avatarId?: string | undefined;
      /** Call it once the session has its place. @returns Whether the key could still be used. */
      spend(): boolean;
    }
  | { readonly granted: false; readonly why: Refusal };

export interface KeysOptions {
  readonly license: string;
  /** Origins of the pages that may use it; any when absent. */
  readonly origins?: readonly string[] | undefined;
  /** Wall clock, ms since 1970. */
  readonly nowMs?: () => number;
}

/** Everything that opens a session: the licence, and the tokens that were made with it. */
export class Keys {
  readonly #license: string;
  readonly #licenseId: string;
  readonly #origins: ReadonlySet<string> | undefined;
  readonly #signer: TokenSigner;
  readonly #spent = new SpentTokens();
  readonly #nowMs: () => number;

  constructor({ license, origins, nowMs = Date.now }: KeysOptions) {
    this.#license = license;
    this.#licenseId = licenseId(license);
    this.#origins = origins && new Set(origins);
    this.#signer = new TokenSigner(license);
    this.#nowMs = nowMs;
  }

  /** The key is looked at first, so that strangers learn nothing about origins. */
  authorise(key: string, caller: Caller): Authorisation {
    if (key.startsWith(TOKEN_PREFIX)) return this.#authoriseToken(key, caller);
    if (!licenseMatches(this.#license, key)) return { granted: false, why: 'unknown' };
    if (!this.#welcomes(caller)) return { granted: false, why: 'origin' };
    return { granted: true, licenseId: this.#licenseId, by: 'license', spend: () => true };
  }

  /** Makes a token of the licence. */
  issue({ expires_in_s, avatarId, origin, single_use }: TokenRequest): { token: string; expiresAtMs: number } {
    const expiresAtMs = this.#nowMs() + expires_in_s * 1000;
    return { token: this.#signer.sign({ expiresAtMs, avatarId, origin, singleUse: single_use }), expiresAtMs };
  }

  #authoriseToken(token: string, caller: Caller): Authorisation {
    const grant = this.#signer.read(token);
    if (!grant) return { granted: false, why: 'unknown' };
    if (grant.expiresAtMs <= this.#nowMs()) return { granted: false, why: 'expired' };
    if (this.#spent.has(grant.id)) return { granted: false, why: 'spent' };
    // A token made for one page is no other page's, and nobody's who has none.
    const welcome = grant.origin === undefined ? this.#welcomes(caller) : caller.origin === grant.origin;
    if (!welcome) return { granted: false, why: 'origin' };
    const spend = (): boolean => !grant.singleUse || this.#spent.spend(grant, this.#nowMs());
    return { granted: true, licenseId: this.#licenseId, by: 'token', avatarId: grant.avatarId, spend };
  }

  #welcomes({ origin, host }: Caller): boolean {
    if (!this.#origins || origin === undefined || this.#origins.has(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  }
}

/** What a refused caller is told. */
export const REFUSAL_TEXTS: Readonly<Record<Refusal, string>> = {
  unknown: 'Invalid license',
  expired: 'The token has expired',
  spent: 'The token was used before',
  origin: 'The license may not be used from this page',
};
