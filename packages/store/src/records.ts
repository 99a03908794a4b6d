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
  | { readonly type: 'closed'; readonly reason: string; readonly usage: SessionUsage }
);

/** The records of sessions, which outlive them. */
export interface Records {
  /**
   * Returns at once and never throws: a session does not wait for its records, and does not fail with them. A second record
   * of the same session, type and turn changes nothing.
   */
  append(record: SessionRecord): void;
  /** Resolves when everything appended so far survives a restart, as far as this adapter does. */
  settled(): Promise<void>;
  /** The records of one session, in the order they were appended. */
  ofSession(sessionId: string): Promise<readonly SessionRecord[]>;
}
