/** Five pictures a second are more than any model looks at. */
const SHORTEST_MS = 200;

/** Keeps a client that sends every frame of its camera from slowing all other sessions down. */
export class PictureLimit {
  #lastMs = -Infinity;
  #warned = false;

  /** @returns Whether a picture that comes at `nowMs` (monotonic) is taken; `warn` with the first that is not. */
  take(nowMs: number): 'taken' | 'dropped' | 'warn' {
    if (nowMs - this.#lastMs >= SHORTEST_MS) {
      this.#lastMs = nowMs;
      return 'taken';
    }
    if (this.#warned) return 'dropped';
    this.#warned = true;
    return 'warn';
  }
}
