/** Usage of a session over its whole life. */
export interface SessionUsage {
  readonly durationMs: number;
  readonly turns: number;
  /** Characters of the face's words that were heard. */
  readonly heardChars: number;
}

/** One entry in the record of a session. Times are wall clock, ms since 1970. */
export type SessionRecord = { readonly sessionId: string; readonly atMs: number } & (
  | { readonly type: 'opened'; readonly nodeId: string; readonly licenceId: string; readonly avatarId: string }
  | {
      readonly type: 'turn';
      /** Unique in its session. */
      readonly turnId: string;
      /** The user's words, said or typed; empty where the face spoke unasked. */
      readonly user: string;
      /** Those of the face's words that were heard. */
      readonly heard: string;
      readonly interrupted: boolean;
      readonly toolCalls: number;
      /** How long each stage took, ms, by its name; empty for a turn without sound. */
      readonly stagesMs: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'closed';
      /** With which the socket was closed (RFC 6455 §7.4); {@link FAILED} also where no server was left to close it. */
      readonly code: number;
      readonly reason: string;
      readonly usage: SessionUsage;
    }
);

/** Close code of a session that an error of the server has ended (RFC 6455 §7.4.1), or the end of the server itself. */
export const FAILED = 1011;

/** Reason of those that {@link Records.closeOthers} has closed. */
export const SERVER_ENDED = 'The server ended';

/** A session as its records show it. */
export interface RecordedSession {
  readonly id: string;
  readonly nodeId: string;
  readonly licenceId: string;
  readonly avatarId: string;
  /** Wall clock, ms since 1970. */
  readonly openedAtMs: number;
  /** Absent while it is open. */
  readonly closed?: {
    readonly atMs: number;
    readonly code: number;
    readonly reason: string;
    readonly usage: SessionUsage;
  };
}

/** A turn as its record shows it. */
export type RecordedTurn = Omit<Extract<SessionRecord, { type: 'turn' }>, 'type'> & {
  /** Sorts turns by the time at which they were appended; of letters and digits. */
  readonly position: string;
};

/** How a session has ended: `failed` by an error of the server, or with it. */
export type SessionState = 'open' | 'completed' | 'failed';

/** Which part of the records is asked for. Each member that is present narrows it. */
interface Period {
  /** Of the sessions of this licence. */
  readonly licenceId?: string | undefined;
  /** At this time or later, ms since 1970. */
  readonly fromMs?: number | undefined;
  /** Before this time. */
  readonly beforeMs?: number | undefined;
  /** Entries of a page at most. */
  readonly limit: number;
}

/** A page of sessions, those opened first in front. */
export interface SessionsQuery extends Period {
  readonly state?: SessionState | undefined;
  /** The first session of the page; deleted meanwhile, the one that follows it. */
  readonly from?: Pick<RecordedSession, 'id' | 'openedAtMs'> | undefined;
}

/** A page of turns, the oldest in front. */
export interface TurnsQuery extends Period {
  readonly sessionId?: string | undefined;
  /** Position of the first turn of the page. */
  readonly from?: string | undefined;
}

/** @returns How a session stands. */
export function stateOf({ closed }: Pick<RecordedSession, 'closed'>): SessionState {
  if (!closed) return 'open';
  return closed.code === FAILED ? 'failed' : 'completed';
}

/** The records of sessions, which outlive them. */
export interface Records {
  /**
   * Returns at once and never throws: a session does not wait for its records, and does not fail with them. A second record
   * of the same session, type and turn changes nothing.
   */
  append(record: SessionRecord): void;
  /**
   * Resolves when everything appended so far survives a restart, as far as this adapter does.
   *
   * @throws What keeps it from that; what was appended is not lost by it.
   */
  settled(): Promise<void>;
  /** @param licenceId Finds the session of this licence only. */
  session(id: string, licenceId?: string): Promise<RecordedSession | undefined>;
  sessions(query: SessionsQuery): Promise<readonly RecordedSession[]>;
  turns(query: TurnsQuery): Promise<readonly RecordedTurn[]>;
  /** Deletes a session with its turns, for good. One that is open leaves nothing from then on. @returns `false` when there is none. */
  remove(id: string, licenceId?: string): Promise<boolean>;
  /**
   * Closes what the servers of earlier starts have left open, all sessions but those of this one, as failed with their last
   * turn.
   */
  closeOthers(nodeId: string): Promise<void>;
  /** Deletes the sessions that were opened before this time, but for open ones. @returns How many. */
  forget(openedBeforeMs: number): Promise<number>;
}
