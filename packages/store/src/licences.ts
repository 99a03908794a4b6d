/** The terms that a key stands for, as a server knows them; they never include the key in plain text. */
export interface Licence {
  /** Names the licence in tokens, tables and logs without revealing its key. */
  readonly id: string;
  /** Label that the operator reads. */
  readonly name?: string | undefined;
  /** Sessions at a time; the server's default without it. */
  readonly maxSessions?: number | undefined;
  /** Origins of the pages that may use it; the server's default without it. */
  readonly origins?: readonly string[] | undefined;
  /** Secret under which its session tokens are signed, 32 bytes. Leaves the server in no form. */
  readonly tokenKey: Uint8Array;
}

/** Finds licences. */
export interface Licences {
  /** @param digest Digest of a key, from `licenceDigest`: adapters see no keys, so they can neither store nor log them. */
  byKeyDigest(digest: string): Promise<Licence | undefined>;
  byId(id: string): Promise<Licence | undefined>;
}
