/** What opens sessions, as a server knows it: its key in plain text is nowhere in it. */
export interface Licence {
  /** Names the licence in tokens, tables and logs without giving its key away. */
  readonly id: string;
  /** For the operator. */
  readonly name?: string | undefined;
  /** Sessions at a time; the server's default without it. */
  readonly maxSessions?: number | undefined;
  /** Origins of the pages that may use it; the server's default without it. */
  readonly origins?: readonly string[] | undefined;
  /** Secret under which its session tokens are signed, 32 bytes. Leaves the server in no form. */
  readonly tokenKey: Uint8Array;
}

/** The licences there are. */
export interface Licences {
  /** @param digest Of the key, from `licenceDigest`: an adapter never sees a key, so that it can neither store nor log one. */
  byKeyDigest(digest: string): Promise<Licence | undefined>;
  byId(id: string): Promise<Licence | undefined>;
}
