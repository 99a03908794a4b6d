/** One turn: what the user said, and what was heard of the face. */
export interface TurnEntry {
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

/** How a session has ended: the close code of its socket (RFC 6455 §7.4), and the reason. */
export interface SessionEnd {
  readonly code: number;
  readonly reason: string;
}

/** The record of a session, written as it happens: calls return at once, and never throw. */
export interface Journal {
  /** The client has come in. Once, and before everything else. */
  opened(session: { readonly licenceId: string; readonly avatarId: string }): void;
  turn(turn: TurnEntry): void;
  /** Everything is released. Once, where the session was opened. */
  closed(end: SessionEnd): void;
}
