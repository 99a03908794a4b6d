import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/** Tokens remembered at most; the one that would expire first is forgotten first, when an attacker makes that many. */
const MAX_REMEMBERED = 100_000;

export interface SpentTokensOptions {
  /** Where they are written down, so that a restart forgets none. */
  readonly path: string;
  readonly nowMs: number;
  /** Using a token goes on without the file. */
  failed(error: unknown): void;
}

/** Which single-use tokens have been used, until they would have expired anyway. */
export class SpentTokens {
  readonly #expiryById = new Map<string, number>();
  readonly #options: SpentTokensOptions | undefined;

  /** Without options nothing is kept beyond the process. */
  constructor(options?: SpentTokensOptions) {
    this.#options = options;
    if (options) this.#load(options);
  }

  /** @returns `false` when it was spent before. */
  spend({ id, expiresAtMs }: { id: string; expiresAtMs: number }, nowMs: number): boolean {
    if (this.#expiryById.has(id)) return false;
    for (const [old, expiryMs] of this.#expiryById) if (expiryMs <= nowMs) this.#expiryById.delete(old);
    if (this.#expiryById.size >= MAX_REMEMBERED) this.#forgetSoonest();
    this.#expiryById.set(id, expiresAtMs);
    this.#write((path) => appendFileSync(path, line(id, expiresAtMs)));
    return true;
  }

  has(id: string): boolean {
    return this.#expiryById.has(id);
  }

  /** Takes over what still counts, and leaves the rest out of the file. */
  #load({ path, nowMs, failed }: SpentTokensOptions): void {
    let text = '';
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      failed(error);
    }
    for (const entry of text.split('\n').slice(-MAX_REMEMBERED)) {
      const [id = '', expiry] = entry.split(' ');
      if (Number(expiry) > nowMs) this.#expiryById.set(id, Number(expiry));
    }
    const lines = [...this.#expiryById].map(([id, expiryMs]) => line(id, expiryMs));
    this.#write(() => writeFileSync(path, lines.join(''), { mode: 0o600 }));
  }

  /** Before the session opens: a token that opened one must not open another, whatever happens next. */
  #write(act: (path: string) => void): void {
    if (!this.#options) return;
    try {
      act(this.#options.path);
    } catch (error) {
      this.#options.failed(error);
    }
  }

  #forgetSoonest(): void {
    let soonest: [string, number] | undefined;
    for (const entry of this.#expiryById) if (!soonest || entry[1] < soonest[1]) soonest = entry;
    if (soonest) this.#expiryById.delete(soonest[0]);
  }
}

const line = (id: string, expiresAtMs: number): string => `${id} ${expiresAtMs}\n`;
