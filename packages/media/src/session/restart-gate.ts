/** Each restart begins checks to addresses that the viewer chose; an honest one restarts when its network has changed. */
const INTERVAL_MS = 1000;

/** Lets one ICE restart begin a second; further ones wait. Pure but for the promises: the owner passes the time. */
export class RestartGate {
  readonly #waiting: Array<{ atMs: number; enter: () => void }> = [];
  #freeAtMs = -Infinity;
  #closed = false;

  /** Resolves when the restart may begin. */
  async enter(nowMs: number): Promise<void> {
    if (this.#closed) return;
    const atMs = Math.max(nowMs, this.#freeAtMs);
    this.#freeAtMs = atMs + INTERVAL_MS;
    if (atMs > nowMs) await new Promise<void>((enter) => this.#waiting.push({ atMs, enter }));
  }

  /** Called at every tick: lets those enter that are due. */
  run(nowMs: number): void {
    while (this.#waiting[0] && this.#waiting[0].atMs <= nowMs) this.#waiting.shift()?.enter();
  }

  /** Lets all enter, for their work to find out that it has become pointless. Idempotent. */
  close(): void {
    this.#closed = true;
    this.run(Infinity);
  }
}
