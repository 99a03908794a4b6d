import type { TokenRequest } from '@visavis/protocol/rest';
import { licenceDigest, LONGEST_LIFE_MS, type Licence, type Licences, type Tokens } from '@visavis/store';
import { isLoopback } from '../public-address.js';
import type { Refusals } from './refusals.js';
import { licenceIdOf, TOKEN_PREFIX, TokenSigner, type TokenGrant } from './token.js';

/** Where a request comes from, according to its headers. */
export interface RequestOrigin {
  /** The page's origin; browsers always send it over WebSocket and across origins, other programs do not. */
  readonly origin?: string | undefined;
  /** Origin of the page that we serve to it, as in `https://face.example:8443`: how it reaches us. */
  readonly ownOrigin?: string | undefined;
  /** The client's address. */
  readonly address?: string | undefined;
}

/** How far the clocks of servers that share a licence may be apart, or one may jump back. */
const CLOCK_ERROR_MS = 86_400_000;

export type KeyRefusal = 'auth.invalid_license' | 'auth.token_expired' | 'auth.token_spent' | 'auth.wrong_page';

export type Authorisation =
  | {
      readonly granted: true;
      /** Names the licence without revealing its key. */
      readonly licenceId: string;
      /** The licence's own limit of sessions at a time; `undefined` where it has none. */
      readonly maxSessions: number | undefined;
      readonly by: 'license' | 'token';
      /** The only avatar it opens. */
      readonly avatarId?: string | undefined;
      /** Whether its holder may make avatars, and change and delete those of the licence. */
      readonly makesAvatars: boolean;
      /**
       * Uses the key up, where it is for one use. Call it once the session has its place, or the request is served.
       *
       * @returns Whether the key could still be used.
       * @throws When its use cannot be recorded: it must open nothing then, and can be used once that works again.
       */
      spend(): Promise<boolean>;
    }
  | { readonly granted: false; readonly why: KeyRefusal };

export interface KeysOptions {
  readonly licences: Licences;
  readonly tokens: Tokens;
  /** Pages that may use a licence without a list of its own; any when absent. */
  readonly origins?: readonly string[] | undefined;
  /**
   * Hosts, without port, whose page is ours beside the loopback ones: a client names the host that it asks for, so that
   * any other could be one of a stranger who points it here.
   */
  readonly ownHosts?: readonly string[] | undefined;
  /** Wall clock, ms since 1970. */
  readonly nowMs?: () => number;
  /** Delays the answer to a refused key, and records it. @defaultValue refusals are answered at once */
  readonly refusals?: Pick<Refusals, 'refused'>;
}

/** Everything that opens a session: the licences, and the tokens issued with them. */
export class Keys {
  readonly #licences: Licences;
  readonly #tokens: Tokens;
  readonly #origins: readonly string[] | undefined;
  readonly #ownHosts: readonly string[];
  readonly #nowMs: () => number;
  readonly #refusals: KeysOptions['refusals'];

  constructor({ licences, tokens, origins, ownHosts = [], nowMs = Date.now, refusals }: KeysOptions) {
    this.#refusals = refusals;
    this.#licences = licences;
    this.#tokens = tokens;
    this.#origins = origins;
    this.#ownHosts = ownHosts;
    this.#nowMs = nowMs;
  }

  /** Checks a key. A refusal is recorded, and takes longer where many come from one address. */
  async authorise(key: string, from: RequestOrigin): Promise<Authorisation> {
    const authorisation = await this.#check(key, from);
    // A client without a key has guessed none.
    if (!authorisation.granted && key !== '') await this.#refusals?.refused(authorisation.why, from.address);
    return authorisation;
  }

  /** Checks the key first, so that strangers learn nothing about origins. */
  async #check(key: string, from: RequestOrigin): Promise<Authorisation> {
    if (key.startsWith(TOKEN_PREFIX)) return this.#authoriseToken(key, from);
    const licence = await this.#licences.byKeyDigest(licenceDigest(key));
    if (!licence) return { granted: false, why: 'auth.invalid_license' };
    if (!this.#welcomes(licence, from)) return { granted: false, why: 'auth.wrong_page' };
    return { ...granted(licence), by: 'license', makesAvatars: true, spend: () => Promise.resolve(true) };
  }

  /**
   * Issues a token.
   *
   * @param licenceId Id of the licence that signs it, from {@link authorise}.
   * @param makesAvatars Whether its holder may also make avatars: no token that a client has requested allows that.
   */
  async issue(
    licenceId: string,
    { expires_in_s, avatarId, origin, single_use }: TokenRequest,
    makesAvatars = false,
  ): Promise<{ token: string; expiresAtMs: number }> {
    const licence = await this.#licences.byId(licenceId);
    if (!licence) throw new Error('There is no such licence');
    const expiresAtMs = this.#nowMs() + expires_in_s * 1000;
    const rights = { avatarId, origin, ...(makesAvatars && { makesAvatars }) };
    const grant = { expiresAtMs, ...rights, singleUse: single_use };
    return { token: new TokenSigner(licence).sign(grant), expiresAtMs };
  }

  async #authoriseToken(token: string, from: RequestOrigin): Promise<Authorisation> {
    const licence = await this.#licences.byId(licenceIdOf(token) ?? '');
    const grant = licence && new TokenSigner(licence).read(token);
    if (!grant) return { granted: false, why: 'auth.invalid_license' };
    const lifeMs = grant.expiresAtMs - this.#nowMs();
    if (lifeMs <= 0) return { granted: false, why: 'auth.token_expired' };
    // No server has signed it, but a holder of the licence's key: its use would be remembered for as long.
    if (lifeMs > LONGEST_LIFE_MS + CLOCK_ERROR_MS) return { granted: false, why: 'auth.invalid_license' };
    if (grant.singleUse && (await this.#tokens.isSpent({ ...grant, licenceId: licence.id })))
      return { granted: false, why: 'auth.token_spent' };
    // A token issued for one page is valid on no other page, nor for a program that is no page.
    const welcome = grant.origin === undefined ? this.#welcomes(licence, from) : from.origin === grant.origin;
    if (!welcome) return { granted: false, why: 'auth.wrong_page' };
    const { avatarId, makesAvatars = false } = grant;
    const spend = (): Promise<boolean> => this.#spend(licence.id, grant);
    return { ...granted(licence), by: 'token', avatarId, makesAvatars, spend };
  }

  #spend(licenceId: string, grant: TokenGrant): Promise<boolean> {
    return grant.singleUse ? this.#tokens.spend({ ...grant, licenceId }, this.#nowMs()) : Promise.resolve(true);
  }

  #welcomes(licence: Licence, { origin, ownOrigin }: RequestOrigin): boolean {
    const origins = licence.origins ?? this.#origins;
    if (!origins || origin === undefined || origins.includes(origin)) return true;
    if (origin !== ownOrigin || !URL.canParse(ownOrigin)) return false;
    const { hostname } = new URL(ownOrigin);
    return isLoopback(hostname) || this.#ownHosts.includes(hostname);
  }
}

const granted = ({ id, maxSessions }: Licence) => ({ granted: true, licenceId: id, maxSessions }) as const;
