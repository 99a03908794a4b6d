/** A further request for a greeting within this time counts as the same one. */
const SAME_REQUEST_MS = 3_000;

/**
 * Several clients ask for a response as soon as they receive their settings, some of them more than once; before the
 * user has said anything that means "greet", and one greeting is enough.
 */
export class GreetingRule {
  #userTurns = false;
  #greetedMs = -Infinity;

  /** The user has said or typed something. */
  userTurnTaken(): void {
    this.#userTurns = true;
  }

  /** @returns Whether a `response.create` at `nowMs` (monotonic) asks for something new. */
  mayRespond(nowMs: number): boolean {
    if (this.#userTurns) return true;
    if (nowMs - this.#greetedMs < SAME_REQUEST_MS) return false;
    this.#greetedMs = nowMs;
    return true;
  }
}
