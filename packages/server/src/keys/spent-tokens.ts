import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Tokens remembered at most; the one that would expire first is forgotten first, when an attacker makes that many. */
const MAX_REMEMBERED = 100_000;
/** Lines of the file that count no more before it is written anew. */
const MAX_STALE_LINES = 1_000;

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
  #lines = 0;

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
    this.#write(id, expiresAtMs);
    return true;
  }

  has(id: string): boolean {
    return this.#expiryById.has(id);
  }

  /** What still counts of the file; one that cannot be read is left as it is. */
  #load({ path, nowMs, failed }: SpentTokensOptions): void {
    try {
      const lines = readFileSync(path, 'utf8').split('\n');
      this.#lines = lines.length;
      for (const entry of lines.slice(-MAX_REMEMBERED)) {
        const [id = '', expiry] = entry.split(' ');
        if (Number(expiry) > nowMs) this.#expiryById.set(id, Number(expiry));
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') failed(error);
    }
  }

  /** Before the session opens: a token that opened one must not open another, whatever happens next. */
  #write(id: string, expiresAtMs: number): void {
    if (!this.#options) return;
    const { path, failed } = this.#options;
    try {
      mkdirSync(dirname(path), { recursive: true });
      if (this.#lines - this.#expiryById.size <= MAX_STALE_LINES)
        appendFileSync(path, line(id, expiresAtMs), OWNER_ONLY);
      else this.#writeAnew(path);
      this.#lines++;
    } catch (error) {
      failed(error);
    }
  }

  #writeAnew(path: string): void {
    writeFileSync(path, [...this.#expiryById].map(([id, expiryMs]) => line(id, expiryMs)).join(''), OWNER_ONLY);
    this.#lines = this.#expiryById.size;
  }

  #forgetSoonest(): void {
    let soonest: [string, number] | undefined;
    for (const entry of this.#expiryById) if (!soonest || entry[1] < soonest[1]) soonest = entry;
    if (soonest) this.#expiryById.delete(soonest[0]);
  }
}

const OWNER_ONLY = { mode: 0o600 };
const line = (id: string, expiresAtMs: number): string => `${id} ${expiresAtMs}\n`;
