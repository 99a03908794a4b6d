/**
 * The tables, the same on SQLite and PostgreSQL. Columns are `text`, `integer` and `bigint` only: times are ms since 1970,
 * JSON is text, yes and no are 1 and 0. Ids are made here, not by the database.
 */
export interface Schema {
  licence: LicenceTable;
  avatar: AvatarTable;
  change_lock: ChangeLockTable;
  spent_token: SpentTokenTable;
  spent_count: SpentCountTable;
  token_era: TokenEraTable;
  session: SessionTable;
  turn: TurnTable;
}

export interface LicenceTable {
  id: string;
  /** SHA-256 of the key, as hex. */
  key_digest: string;
  name: string | null;
  max_sessions: number | null;
  /** JSON list of strings. */
  origins: string | null;
  /** Base64url of 32 bytes. */
  token_key: string;
  created_at: number;
  revoked_at: number | null;
}

export interface AvatarTable {
  id: string;
  /** Licence that it belongs to; all licences see one without. */
  owner: string | null;
  /** The whole record, as JSON. */
  record: string;
  /** Sortable: the order in which avatars were added. */
  position: string;
}

/** A row for each kind of change that is made one at a time: who has updated it is alone until the transaction ends. */
export interface ChangeLockTable {
  what: 'avatars';
  held: 1;
}

export interface SpentTokenTable {
  id: string;
  licence_id: string;
  expires_at: number;
  /** The era in which it was spent; see {@link TokenEraTable}. */
  era: number;
}

/** How many rows of `spent_token` a licence has, so that its limit is one atomic step. */
export interface SpentCountTable {
  licence_id: string;
  spent: number;
}

/**
 * One row. Every era is at least as long as a token lives, by a clock that never goes back: what was spent two eras ago is
 * older than any token, whatever the wall clocks have shown meanwhile.
 */
export interface TokenEraTable {
  id: 1;
  era: number;
}

export interface SessionTable {
  id: string;
  node_id: string;
  licence_id: string;
  avatar_id: string;
  opened_at: number;
  closed_at: number | null;
  close_code: number | null;
  close_reason: string | null;
  duration_ms: number | null;
  turns: number | null;
  heard_chars: number | null;
}

export interface TurnTable {
  session_id: string;
  id: string;
  /** Sortable: the order in which turns ended. */
  position: string;
  ended_at: number;
  user_words: string;
  heard: string;
  interrupted: 0 | 1;
  tool_calls: number;
  /** JSON object: ms by the name of the stage. */
  stages_ms: string;
}
