import { createHmac } from 'node:crypto';
import { licenceDigest, licenceId } from '../licence-key.js';
import type { Licence, Licences } from '../licences.js';

/** A licence as an operator writes it down, with its key. */
export interface LicenceEntry {
  readonly key: string;
  readonly name?: string | undefined;
  readonly maxSessions?: number | undefined;
  readonly origins?: readonly string[] | undefined;
}

/**
 * Licences that were read at the start. The key of their tokens is derived from their own (HMAC-SHA256, RFC 2104), so that
 * servers with the same licence take each other's tokens, and a new key ends all old tokens.
 */
export class MemoryLicences implements Licences {
  readonly #byDigest: ReadonlyMap<string, Licence>;
  readonly #byId: ReadonlyMap<string, Licence>;

  constructor(entries: readonly LicenceEntry[]) {
    const licences = entries.map(({ key, ...terms }) => ({ key, licence: { ...terms, ...namesOf(key) } }));
    this.#byDigest = new Map(licences.map(({ key, licence }) => [licenceDigest(key), licence]));
    this.#byId = new Map(licences.map(({ licence }) => [licence.id, licence]));
  }

  byKeyDigest(digest: string): Promise<Licence | undefined> {
    return Promise.resolve(this.#byDigest.get(digest));
  }

  byId(id: string): Promise<Licence | undefined> {
    return Promise.resolve(this.#byId.get(id));
  }
}

const namesOf = (key: string) => ({
  id: licenceId(key),
  tokenKey: createHmac('sha256', key).update('visavis session token').digest(),
});
