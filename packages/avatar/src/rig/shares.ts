import { ATTENTIONS, EXPRESSIONS, type Attention, type Expression, type Motion } from '@visavis/core';
import { Spring } from './spring.js';

/** How much of each motion a face shows; those of attentions add up to 1, and those of expressions too. */
export interface MotionShares {
  readonly attention: Readonly<Record<Attention, number>>;
  readonly expression: Readonly<Record<Expression, number>>;
}

/** The shares of a face that shows one motion alone. */
export function sharesOf({ attention, expression }: Motion): MotionShares {
  return {
    attention: from(ATTENTIONS, (name) => (name === attention ? 1 : 0)),
    expression: from(EXPRESSIONS, (name) => (name === expression ? 1 : 0)),
  };
}

/** Shares on their way from one motion to another, without a jump wherever they are when the next one is wanted. */
export class MovingShares {
  readonly #attention: Moving<Attention>;
  readonly #expression: Moving<Expression>;

  /** @param settleMs About how long a change takes. */
  constructor({ attention, expression }: Motion, settleMs: number) {
    this.#attention = new Moving(ATTENTIONS, attention, settleMs);
    this.#expression = new Moving(EXPRESSIONS, expression, settleMs);
  }

  get shares(): MotionShares {
    return { attention: this.#attention.shares, expression: this.#expression.shares };
  }

  /** Whether the motion that was last wanted is shown alone. */
  get settled(): boolean {
    return this.#attention.settled && this.#expression.settled;
  }

  step({ attention, expression }: Motion, ms: number): void {
    this.#attention.step(attention, ms);
    this.#expression.step(expression, ms);
  }
}

/** Springs of equal speed, whose targets add up to 1: so do they. */
class Moving<K extends string> {
  readonly #springs: readonly (readonly [K, Spring])[];
  #wanted: K;
  #settled = true;

  constructor(names: readonly K[], first: K, settleMs: number) {
    this.#springs = names.map((name) => [name, new Spring(settleMs, name === first ? 1 : 0)]);
    this.#wanted = first;
  }

  get settled(): boolean {
    return this.#settled;
  }

  get shares(): Record<K, number> {
    return Object.fromEntries(this.#springs.map(([name, { value }]) => [name, value])) as Record<K, number>;
  }

  step(wanted: K, ms: number): void {
    if (wanted === this.#wanted && this.#settled) return;
    this.#wanted = wanted;
    const target = (name: K): number => (name === wanted ? 1 : 0);
    for (const [name, spring] of this.#springs) spring.step(target(name), ms);
    this.#settled = this.#springs.every(([name, spring]) => spring.restsAt(target(name)));
    if (this.#settled) for (const [name, spring] of this.#springs) spring.rest(target(name));
  }
}

const from = <K extends string>(names: readonly K[], share: (name: K) => number): Record<K, number> =>
  Object.fromEntries(names.map((name) => [name, share(name)])) as Record<K, number>;
