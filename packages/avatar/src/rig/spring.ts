/** A critically damped spring: follows its target without overshoot, and never jumps. */
export class Spring {
  readonly #rate: number;
  #value = 0;
  #speed = 0;

  /** @param settleMs About how long it takes to arrive. @param value Where it begins, at rest. */
  constructor(settleMs: number, value = 0) {
    this.#rate = 5.8 / settleMs;
    this.#value = value;
  }

  get value(): number {
    return this.#value;
  }

  /** Whether it is too close to 0 to be seen. */
  get resting(): boolean {
    return this.restsAt(0);
  }

  /** Whether its distance from `target` is too small to be seen. */
  restsAt(target: number): boolean {
    return Math.abs(this.#value - target) < 0.01 && Math.abs(this.#speed) < 0.0005;
  }

  /** Moves by the exact solution over `ms`, so the step size does not matter. @returns The new value. */
  step(target: number, ms: number): number {
    const offset = this.#value - target;
    const carry = this.#speed + this.#rate * offset;
    const decay = Math.exp(-this.#rate * ms);
    this.#value = target + (offset + carry * ms) * decay;
    this.#speed = (this.#speed - this.#rate * carry * ms) * decay;
    return this.#value;
  }

  /** Stops there. */
  rest(at = 0): void {
    this.#value = at;
    this.#speed = 0;
  }
}
