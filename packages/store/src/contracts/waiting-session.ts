import type { PlaceRequest, Places, Standing, WaitOutcome } from '../places.js';

/** A session that waits, and keeps its news. */
export class WaitingSession {
  readonly standings: Standing[] = [];
  readonly outcome: Promise<WaitOutcome>;
  readonly #leaving = new AbortController();
  #wake: () => void = () => undefined;

  constructor(places: Places, request: PlaceRequest) {
    const moved = (standing: Standing): void => {
      this.standings.push(standing);
      this.#wake();
    };
    this.outcome = places.wait(request, { moved, signal: this.#leaving.signal });
  }

  standsAt(position: number): Promise<Standing> {
    return this.stands((standing) => standing.position === position);
  }

  /** Resolves as soon as its latest standing is as expected. */
  async stands(so: (standing: Standing) => boolean): Promise<Standing> {
    for (;;) {
      const latest = this.standings.at(-1);
      if (latest && so(latest)) return latest;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  leave(): void {
    this.#leaving.abort();
  }
}
