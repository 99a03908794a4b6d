import type { RecordedSession, RecordedTurn, SessionRecord } from '../records.js';
import type { SessionTable, TurnTable } from './schema.js';

type Opened = Extract<SessionRecord, { type: 'opened' }>;
type Turn = Extract<SessionRecord, { type: 'turn' }>;
type Closed = Extract<SessionRecord, { type: 'closed' }>;

/** @returns The row of a session that has just opened. */
export const rowOfOpened = ({ sessionId, atMs, nodeId, licenceId, avatarId }: Opened) => ({
  id: sessionId,
  node_id: nodeId,
  licence_id: licenceId,
  avatar_id: avatarId,
  opened_at: atMs,
});

/** @returns The columns that the end of a session fills in. */
export const columnsOfClosed = ({ atMs, code, reason, usage }: Closed) => ({
  closed_at: atMs,
  close_code: code,
  close_reason: reason,
  duration_ms: Math.round(usage.durationMs),
  turns: usage.turns,
  heard_chars: usage.heardChars,
});

/** @param position Sortable: the order of the turns of one session. */
export const rowOfTurn = (turn: Turn, position: string): TurnTable => ({
  session_id: turn.sessionId,
  id: turn.turnId,
  position,
  ended_at: turn.atMs,
  user_words: turn.user,
  heard: turn.heard,
  interrupted: turn.interrupted ? 1 : 0,
  tool_calls: turn.toolCalls,
  stages_ms: JSON.stringify(turn.stagesMs),
});

export const sessionOf = (row: SessionTable): RecordedSession => ({
  id: row.id,
  nodeId: row.node_id,
  licenceId: row.licence_id,
  avatarId: row.avatar_id,
  openedAtMs: row.opened_at,
  ...(row.closed_at !== null && {
    closed: {
      atMs: row.closed_at,
      code: row.close_code ?? 0,
      reason: row.close_reason ?? '',
      usage: { durationMs: row.duration_ms ?? 0, turns: row.turns ?? 0, heardChars: row.heard_chars ?? 0 },
    },
  }),
});

export const turnOf = (row: TurnTable): RecordedTurn => ({
  sessionId: row.session_id,
  atMs: row.ended_at,
  turnId: row.id,
  user: row.user_words,
  heard: row.heard,
  interrupted: row.interrupted === 1,
  toolCalls: row.tool_calls,
  stagesMs: JSON.parse(row.stages_ms) as Record<string, number>,
  position: row.position,
});
