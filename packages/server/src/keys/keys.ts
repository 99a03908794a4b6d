import type { TokenRequest } from '@visavis/protocol/rest';
import { licenseDigest, licenseId } from './own-license.js';
import type { License } from './licenses.js';
import { SpentTokens } from './spent-tokens.js';
import { licenseIdOf, TOKEN_PREFIX, TokenSigner } from './token.js';

/** Where a request comes from, as its headers tell. */
export interface Caller {
  /** The page's origin; browsers always send it over WebSocket and across origins, other programs do not. */
  readonly origin?: string | undefined;
  /** `Host`, with its port: a page from here is always welcome. */
  readonly host?: string | undefined;
}

export type Refusal = 'auth.invalid_license' | 'auth.token_expired' | 'auth.token_spent' | 'auth.wrong_page';

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
  /** The operator's own first. */
  readonly licenses: readonly License[];
  /** Which single-use tokens were used before. */
  readonly spent?: SpentTokens;
  /** Wall clock, ms since 1970. */
  readonly nowMs?: () => number;
}

interface Lock {
  readonly licenseId: string;
  readonly license: License;
  readonly origins: ReadonlySet<string> | undefined;
  readonly signer: TokenSigner;
}

/** Everything that opens a session: the licences, and the tokens that were made with them. */
export class Keys {
  readonly #byDigest = new Map<string, Lock>();
  readonly #byId = new Map<string, Lock>();
  readonly #spent: SpentTokens;
  readonly #nowMs: () => number;

  constructor({ licenses, spent = new SpentTokens(), nowMs = Date.now }: KeysOptions) {
    for (const license of licenses) {
      const origins = license.origins && new Set(license.origins);
      const lock = { licenseId: licenseId(license.key), license, origins, signer: new TokenSigner(license.key) };
      this.#byDigest.set(licenseDigest(license.key), lock);
      this.#byId.set(lock.licenseId, lock);
    }
    this.#spent = spent;
    this.#nowMs = nowMs;
  }

  /** How many sessions at a time a licence has of its own; `undefined` where it says nothing. */
  maxSessions(licenseId: string): number | undefined {
    return this.#byId.get(licenseId)?.license.maxSessions;
  }

  /** The key is looked at first, so that strangers learn nothing about origins. */
  authorise(key: string, caller: Caller): Authorisation {
    if (key.startsWith(TOKEN_PREFIX)) return this.#authoriseToken(key, caller);
    const lock = this.#byDigest.get(licenseDigest(key));
    if (!lock) return { granted: false, why: 'auth.invalid_license' };
    if (!welcomes(lock, caller)) return { granted: false, why: 'auth.wrong_page' };
    return { granted: true, licenseId: lock.licenseId, by: 'license', spend: () => true };
  }

  /** Makes a token. @param licenseId Of the licence to make it with, as `authorise` has told it. */
  issue(
    licenseId: string,
    { expires_in_s, avatarId, origin, single_use }: TokenRequest,
  ): { token: string; expiresAtMs: number } {
    const lock = this.#byId.get(licenseId);
    if (!lock) throw new Error('There is no such licence');
    const expiresAtMs = this.#nowMs() + expires_in_s * 1000;
    return { token: lock.signer.sign({ expiresAtMs, avatarId, origin, singleUse: single_use }), expiresAtMs };
  }

  #authoriseToken(token: string, caller: Caller): Authorisation {
    const lock = this.#byId.get(licenseIdOf(token) ?? '');
    const grant = lock?.signer.read(token);
    if (!lock || !grant) return { granted: false, why: 'auth.invalid_license' };
    if (grant.expiresAtMs <= this.#nowMs()) return { granted: false, why: 'auth.token_expired' };
    if (this.#spent.has(grant.id)) return { granted: false, why: 'auth.token_spent' };
    // A token made for one page is no other page's, and nobody's who has none.
    const welcome = grant.origin === undefined ? welcomes(lock, caller) : caller.origin === grant.origin;
    if (!welcome) return { granted: false, why: 'auth.wrong_page' };
    const spend = (): boolean => !grant.singleUse || this.#spent.spend(grant, this.#nowMs());
    return { granted: true, licenseId: lock.licenseId, by: 'token', avatarId: grant.avatarId, spend };
  }
}

function welcomes({ origins }: Lock, { origin, host }: Caller): boolean {
  if (!origins || origin === undefined || origins.has(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
