export type Admission =
  { readonly granted: true; release(): void } | { readonly granted: false; full: 'license' | 'server'; limit: number };

/** Counts sessions against what the operator allows. A place is given back once, however often it is released. */
export class Capacity {
  readonly #total: number;
  readonly #perLicense: number;
  readonly #byLicense = new Map<string, number>();
  #used = 0;

  constructor(limits: { total: number; perLicense: number | undefined }) {
    this.#total = limits.total;
    this.#perLicense = limits.perLicense ?? Infinity;
  }

  get used(): number {
    return this.#used;
  }

  admit(licenseId: string): Admission {
    const ofLicense = this.#byLicense.get(licenseId) ?? 0;
    if (ofLicense >= this.#perLicense) return { granted: false, full: 'license', limit: this.#perLicense };
    if (this.#used >= this.#total) return { granted: false, full: 'server', limit: this.#total };
    this.#change(licenseId, 1);
    let held = true;
    return {
      granted: true,
      release: () => {
        if (held) this.#change(licenseId, -1);
        held = false;
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
