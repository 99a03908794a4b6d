import { neighbourhoodOf } from './client-address.js';

export interface AddressLimits {
  /** How many there may be from one address. */
  readonly each: number;
  /** How many there may be from all addresses. @defaultValue no limit */
  readonly all?: number;
}

/** Counts what clients hold by their addresses, and lets no address hold too much. */
export class AddressLimit {
  readonly #limits: AddressLimits;
  readonly #counts = new Map<string, number>();
  #all = 0;

  constructor(limits: AddressLimits) {
    this.#limits = limits;
  }

  /** @returns A function to call when it is no longer held, idempotent; `undefined` where it would be one too many. */
  take(address: string): (() => void) | undefined {
    const key = neighbourhoodOf(address);
    const { each, all = Infinity } = this.#limits;
    if ((this.#counts.get(key) ?? 0) >= each || this.#all >= all) return undefined;
    this.#add(key, 1);
    let held = true;
    return () => {
      if (held) this.#add(key, -1);
      held = false;
    };
  }

  #add(key: string, change: 1 | -1): void {
    const count = (this.#counts.get(key) ?? 0) + change;
    this.#all += change;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }
}
