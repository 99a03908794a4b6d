import {
  FAILED,
  SERVER_ENDED,
  stateOf,
  type RecordedSession,
  type RecordedTurn,
  type Records,
  type SessionRecord,
  type SessionsQuery,
  type TurnsQuery,
} from '../records.js';

/** A few megabytes at most. */
const CAPACITY = 500;

interface Kept {
  session: RecordedSession;
  /** By their ids, in the order in which they came. */
  readonly turns: Map<string, RecordedTurn>;
}

/** The latest sessions of one process; when there are too many, the oldest goes with its turns. */
export class MemoryRecords implements Records {
  readonly #capacity: number;
  /** Oldest first. */
  readonly #kept = new Map<string, Kept>();
  #turns = 0;

  /** @param capacity Sessions at most. */
  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  append(record: SessionRecord): void {
    const { sessionId, atMs } = record;
    const kept = this.#kept.get(sessionId);
    if (record.type === 'opened') {
      if (kept) return;
      const { nodeId, licenceId, avatarId } = record;
      const session = { id: sessionId, nodeId, licenceId, avatarId, openedAtMs: atMs };
      this.#kept.set(sessionId, { session, turns: new Map() });
      const [oldest] = this.#kept.keys();
      if (this.#kept.size > this.#capacity && oldest !== undefined) this.#kept.delete(oldest);
    } else if (record.type === 'turn') {
      const { type: _type, ...turn } = record;
      if (!kept || kept.turns.has(turn.turnId)) return;
      kept.turns.set(turn.turnId, { ...turn, position: String(this.#turns++).padStart(12, '0') });
    } else if (kept && !kept.session.closed) {
      const { code, reason, usage } = record;
      kept.session = { ...kept.session, closed: { atMs, code, reason, usage } };
    }
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  session(id: string, licenceId?: string): Promise<RecordedSession | undefined> {
    return Promise.resolve(this.#find(id, licenceId));
  }

  sessions({ state, from, limit, ...period }: SessionsQuery): Promise<readonly RecordedSession[]> {
    const found = [...this.#kept.values()]
      .map(({ session }) => session)
      .filter((session) => isWithin(period, session.licenceId, session.openedAtMs))
      .filter((session) => state === undefined || stateOf(session) === state)
      .sort(byTime)
      .filter((session) => from === undefined || byTime(from, session) <= 0);
    return Promise.resolve(found.slice(0, limit));
  }

  turns({ sessionId, from = '', limit, ...period }: TurnsQuery): Promise<readonly RecordedTurn[]> {
    const found = [...this.#kept.values()]
      .filter(({ session }) => sessionId === undefined || session.id === sessionId)
      .flatMap(({ session, turns }) =>
        [...turns.values()].filter(({ atMs }) => isWithin(period, session.licenceId, atMs)),
      )
      .sort((one, other) => compared(one.position, other.position))
      .filter(({ position }) => position >= from);
    return Promise.resolve(found.slice(0, limit));
  }

  remove(id: string, licenceId?: string): Promise<boolean> {
    return Promise.resolve(this.#find(id, licenceId) !== undefined && this.#kept.delete(id));
  }

  closeOthers(nodeId: string): Promise<void> {
    for (const kept of this.#kept.values()) {
      const { session, turns } = kept;
      if (session.closed || session.nodeId === nodeId) continue;
      const all = [...turns.values()];
      const atMs = Math.max(session.openedAtMs, ...all.map((turn) => turn.atMs));
      const usage = {
        durationMs: atMs - session.openedAtMs,
        turns: all.length,
        heardChars: all.reduce((sum, { heard }) => sum + heard.length, 0),
      };
      kept.session = { ...session, closed: { atMs, code: FAILED, reason: SERVER_ENDED, usage } };
    }
    return Promise.resolve();
  }

  forget(openedBeforeMs: number): Promise<number> {
    const old = [...this.#kept.values()].filter(({ session }) => session.closed && session.openedAtMs < openedBeforeMs);
    for (const { session } of old) this.#kept.delete(session.id);
    return Promise.resolve(old.length);
  }

  #find(id: string, licenceId: string | undefined): RecordedSession | undefined {
    const session = this.#kept.get(id)?.session;
    return licenceId === undefined || session?.licenceId === licenceId ? session : undefined;
  }
}

const isWithin = (
  { licenceId, fromMs = -Infinity, beforeMs = Infinity }: Omit<TurnsQuery, 'limit'>,
  ofLicence: string,
  atMs: number,
): boolean => (licenceId === undefined || licenceId === ofLicence) && atMs >= fromMs && atMs < beforeMs;

type Ordered = Pick<RecordedSession, 'id' | 'openedAtMs'>;
const byTime = (one: Ordered, other: Ordered): number =>
  one.openedAtMs - other.openedAtMs || compared(one.id, other.id);
const compared = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
