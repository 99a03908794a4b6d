import { TypedEmitter, type Events } from '@visavis/core';

export type Admission =
  { readonly granted: true; release(): void } | { readonly granted: false; full: 'license' | 'server'; limit: number };

export type CapacityEvents = {
  /** A place was given back. */
  freed: Record<never, never>;
};

/** Counts sessions against what the operator allows. A place is given back once, however often it is released. */
export class Capacity {
  readonly total: number;
  readonly #limitOf: (licenseId: string) => number | undefined;
  readonly #events = new TypedEmitter<CapacityEvents>();
  readonly #byLicense = new Map<string, number>();
  #used = 0;

  /** @param limits.ofLicense How many sessions at a time a licence may have; `undefined` for any number. */
  constructor(limits: { total: number; ofLicense?: (licenseId: string) => number | undefined }) {
    this.total = limits.total;
    this.#limitOf = limits.ofLicense ?? (() => undefined);
  }

  get events(): Events<CapacityEvents> {
    return this.#events;
  }

  get used(): number {
    return this.#used;
  }

  get serverFull(): boolean {
    return this.#used >= this.total;
  }

  /** `Infinity` where there is no limit. */
  limitOf(licenseId: string): number {
    return this.#limitOf(licenseId) ?? Infinity;
  }

  isLicenseFull(licenseId: string): boolean {
    return (this.#byLicense.get(licenseId) ?? 0) >= this.limitOf(licenseId);
  }

  admit(licenseId: string): Admission {
    if (this.isLicenseFull(licenseId)) return { granted: false, full: 'license', limit: this.limitOf(licenseId) };
    if (this.serverFull) return { granted: false, full: 'server', limit: this.total };
    this.#change(licenseId, 1);
    let held = true;
    return {
      granted: true,
      release: () => {
        if (!held) return;
        held = false;
        this.#change(licenseId, -1);
        this.#events.emit('freed', {});
      },
    };
  }

  #change(licenseId: string, by: 1 | -1): void {
    this.#used += by;
    const left = (this.#byLicense.get(licenseId) ?? 0) + by;
    if (left > 0) this.#byLicense.set(licenseId, left);
    else this.#byLicense.delete(licenseId);
  }
}
