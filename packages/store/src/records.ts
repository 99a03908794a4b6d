/** What a session has used, for its whole life. */
export interface SessionUsage {
  readonly durationMs: number;
  readonly turns: number;
  /** Characters of the face's words that were heard. */
  readonly heardChars: number;
}

/** One line of what a session leaves behind. Times are wall clock, ms since 1970. */
export type SessionRecord = { readonly sessionId: string; readonly atMs: number } & (
  | { readonly type: 'opened'; readonly nodeId: string; readonly licenceId: string; readonly avatarId: string }
  | {
      readonly type: 'turn';
      /** Unique in its session. */
      readonly turnId: string;
      /** What the user said or typed; empty where the face spoke unasked. */
      readonly user: string;
      /** Of the face's words those that were heard. */
      readonly heard: string;
      readonly interrupted: boolean;
      readonly toolCalls: number;
      /** How long each stage took, ms, by its name; empty for a turn without sound. */
      readonly stagesMs: Readonly<Record<string, number>>;
    }
  | { readonly type: 'closed'; readonly reason: string; readonly usage: SessionUsage }
);

/** What sessions leave behind. */
export interface Records {
  /**
   * Returns at once and never throws: a session does not wait for its records, and does not fail with them. A second record
   * of the same session, type and turn changes nothing.
   */
  append(record: SessionRecord): void;
  /** Resolves when everything appended so far is where a restart finds it, as far as this adapter outlives one. */
  settled(): Promise<void>;
  /** One session's, in the order they were appended. */
  ofSession(sessionId: string): Promise<readonly SessionRecord[]>;
}
