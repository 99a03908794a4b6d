import type { PlaceRequest, Places, Standing, TakeOutcome, WaitOptions, WaitOutcome } from '../places.js';
import { Turns } from './turns.js';

interface Waiting {
  readonly request: PlaceRequest;
  readonly turn: number;
  readonly moved: (standing: Standing) => void;
  readonly end: (outcome: WaitOutcome) => void;
}

/** The places of one process. */
export class MemoryPlaces implements Places {
  readonly #total: number;
  readonly #lineLimit: number;
  /** The licence of each session that has a place. */
  readonly #held = new Map<string, string>();
  readonly #heldBy = new Map<string, number>();
  /** Waiting sessions in order of arrival. */
  readonly #line = new Set<Waiting>();
  readonly #turns = new Turns();
  /** How often the line was notified. */
  #changes = 0;

  /** @param limits.line How many may wait; 0 closes the line. */
  constructor(limits: { total: number; line: number }) {
    this.#total = limits.total;
    this.#lineLimit = limits.line;
  }

  take(request: PlaceRequest): Promise<TakeOutcome> {
    const full = this.#tryTake(request);
    if (full !== undefined) return Promise.resolve({ granted: false, full, standing: this.#standingAtTheEnd(request) });
    this.#notifyLine();
    return Promise.resolve({ granted: true });
  }

  wait(request: PlaceRequest, { moved, signal }: WaitOptions): Promise<WaitOutcome> {
    if (signal.aborted) return Promise.resolve('left');
    if (this.#tryTake(request) === undefined) {
      this.#notifyLine();
      return Promise.resolve('granted');
    }
    if (this.#line.size >= this.#lineLimit) return Promise.resolve('line full');
    return new Promise((resolve) => {
      const turn = this.#turns.next(request.licenceId);
      const leave = (): void => this.#leave(waiting);
      const end = (outcome: WaitOutcome): void => {
        signal.removeEventListener('abort', leave);
        resolve(outcome);
      };
      const waiting: Waiting = { request, turn, moved, end };
      signal.addEventListener('abort', leave, { once: true });
      this.#line.add(waiting);
      this.#notifyLine();
    });
  }

  release(sessionId: string): Promise<void> {
    const licenceId = this.#held.get(sessionId);
    if (licenceId !== undefined) {
      this.#held.delete(sessionId);
      this.#count(licenceId, -1);
      this.#serve();
    }
    return Promise.resolve();
  }

  /** @returns The limit that was reached; `undefined` when the session has its place. */
  #tryTake({ sessionId, licenceId, licenceLimit }: PlaceRequest): 'licence' | 'server' | undefined {
    if (this.#held.has(sessionId)) return undefined;
    if (this.#usedBy(licenceId) >= licenceLimit) return 'licence';
    if (this.#held.size >= this.#total) return 'server';
    this.#held.set(sessionId, licenceId);
    this.#count(licenceId, 1);
    return undefined;
  }

  #serve(): void {
    for (const waiting of this.#inOrder()) {
      if (this.#tryTake(waiting.request) !== undefined) continue;
      this.#turns.served(waiting.turn);
      this.#remove(waiting, 'granted');
    }
    this.#notifyLine();
  }

  #leave(waiting: Waiting): void {
    this.#remove(waiting, 'left');
    this.#notifyLine();
  }

  #remove(waiting: Waiting, outcome: WaitOutcome): void {
    this.#line.delete(waiting);
    if (this.#line.size === 0) this.#turns.startAnew();
    waiting.end(outcome);
  }

  /** Waiting sessions by turn; those of one turn in order of arrival. */
  #inOrder(): Waiting[] {
    return [...this.#line].sort((a, b) => a.turn - b.turn);
  }

  #notifyLine(): void {
    const before: Waiting[] = [];
    const news: [Waiting, Standing][] = [];
    for (const waiting of this.#inOrder()) {
      news.push([waiting, this.#standing(waiting.request, before)]);
      before.push(waiting);
    }
    const change = ++this.#changes;
    for (const [waiting, standing] of news) {
      // A session that receives its news may leave: all have then received newer news than these.
      if (change !== this.#changes) return;
      waiting.moved(standing);
    }
  }

  #standingAtTheEnd(request: PlaceRequest): Standing {
    return this.#standing(request, [...this.#line]);
  }

  #standing({ licenceId, licenceLimit }: PlaceRequest, before: readonly Waiting[]): Standing {
    return {
      position: before.length + 1,
      positionInLicence: before.filter(({ request }) => request.licenceId === licenceId).length + 1,
      server: { used: this.#held.size, limit: this.#total },
      licence: { used: this.#usedBy(licenceId), limit: licenceLimit },
    };
  }

  #usedBy(licenceId: string): number {
    return this.#heldBy.get(licenceId) ?? 0;
  }

  #count(licenceId: string, by: 1 | -1): void {
    const used = this.#usedBy(licenceId) + by;
    if (used > 0) this.#heldBy.set(licenceId, used);
    else this.#heldBy.delete(licenceId);
  }
}
