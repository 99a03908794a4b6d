import type { Records, SessionRecord } from '../records.js';

/** A few hundred sessions, and a few megabytes at most. */
const CAPACITY = 2_000;

/** The latest records of one process; when full, the oldest go. */
export class MemoryRecords implements Records {
  readonly #capacity: number;
  /** Oldest first. */
  readonly #byKey = new Map<string, SessionRecord>();
  #dropped = 0;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** Number of records dropped for want of room. */
  get dropped(): number {
    return this.#dropped;
  }

  append(record: SessionRecord): void {
    const key = keyOf(record);
    if (this.#byKey.has(key)) return;
    this.#byKey.set(key, record);
    if (this.#byKey.size <= this.#capacity) return;
    const [oldest] = this.#byKey.keys();
    if (oldest !== undefined) this.#byKey.delete(oldest);
    this.#dropped++;
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  ofSession(sessionId: string): Promise<readonly SessionRecord[]> {
    return Promise.resolve([...this.#byKey.values()].filter((record) => record.sessionId === sessionId));
  }
}

const keyOf = (record: SessionRecord): string =>
  JSON.stringify([record.sessionId, record.type, record.type === 'turn' ? record.turnId : '']);
