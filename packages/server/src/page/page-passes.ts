import { createHash, randomBytes } from 'node:crypto';

/** 192 bits: not to be guessed within the life of a server. */
const SECRET_BYTES = 24;
/** The log recognises both by these prefixes, and does not show them. */
const INVITATION_PREFIX = 'vvi_';
const PASS_PREFIX = 'vvp_';
/** Limit of each kind; the oldest leaves first. Only the operator's own tabs have passes. */
const MAX_KEPT = 100;

/**
 * The ways in for the operator's own page, which holds no key: an invitation stands in the address that the server prints,
 * and is exchanged once for a pass, which a tab keeps and exchanges for short tokens. Both end with the process. Only
 * digests are kept and looked up, so that timing reveals nothing about either.
 */
export class PagePasses {
  /** What to call when an invitation is used, by its digest. */
  readonly #invitations = new Map<string, () => void>();
  /** The origin that a pass is bound to, by its digest. */
  readonly #origins = new Map<string, string>();

  /** @param used Called when the invitation is used. @returns A new invitation, good for one tab. */
  invite(used: () => void): string {
    const invitation = secret(INVITATION_PREFIX);
    keep(this.#invitations, digestOf(invitation), used);
    return invitation;
  }

  /**
   * Uses an invitation.
   *
   * @param origin Origin of the page that holds it; its pass works on no other.
   * @returns A pass, or `undefined` for an invitation that was used before, is of another run, or was guessed.
   */
  redeem(invitation: string, origin: string): string | undefined {
    const digest = digestOf(invitation);
    const used = this.#invitations.get(digest);
    if (!used) return undefined;
    this.#invitations.delete(digest);
    const pass = secret(PASS_PREFIX);
    keep(this.#origins, digestOf(pass), origin);
    used();
    return pass;
  }

  /** Whether this is the pass of a page with this origin. */
  holds(pass: string, origin: string): boolean {
    return this.#origins.get(digestOf(pass)) === origin;
  }
}

const secret = (prefix: string): string => prefix + randomBytes(SECRET_BYTES).toString('base64url');
const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

function keep<Value>(map: Map<string, Value>, digest: string, value: Value): void {
  const [oldest] = map.keys();
  if (map.size >= MAX_KEPT && oldest !== undefined) map.delete(oldest);
  map.set(digest, value);
}
