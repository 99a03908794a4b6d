import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError } from '@visavis/core';
import { MAX_REMEMBERED, SpentTokens } from '../memory/spent-tokens.js';
import type { SingleUseToken, Tokens } from '../tokens.js';

/** Expired lines in the file before it is written anew. */
const MAX_STALE_LINES = 1_000;
const OWNER_ONLY = { mode: 0o600 };

/**
 * Spent tokens of one process, written down in a file: a line `<id> <expiry, ms since 1970>` each, before the token opens
 * anything, so that a restart forgets none.
 */
export class FileTokens implements Tokens {
  readonly #path: string;
  readonly #spent = new SpentTokens();
  #lines = 0;
  /** The file ends in the middle of a line: appended lines would be lost. */
  #torn = false;
  /** The latest write: each waits for the one before it. */
  #latest: Promise<unknown> = Promise.resolve();

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * @param options.path A file that need not exist yet.
   * @throws {CodedError} `config.invalid` when it exists and cannot be read: its tokens must not become valid again.
   */
  static async open({ path, nowMs }: { path: string; nowMs: number }): Promise<FileTokens> {
    const tokens = new FileTokens(path);
    const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return '';
      throw new CodedError('config.invalid', `The used tokens cannot be read: ${cause.message}`, { cause });
    });
    tokens.#load(text, nowMs);
    return tokens;
  }

  spend(token: SingleUseToken, nowMs: number): Promise<boolean> {
    const spent = this.#latest.then(() => this.#spend(token, nowMs));
    this.#latest = spent.catch(() => undefined);
    return spent;
  }

  isSpent(id: string): Promise<boolean> {
    return Promise.resolve(this.#spent.has(id));
  }

  #load(text: string, nowMs: number): void {
    const lines = text.split('\n');
    this.#torn = lines.pop() !== '';
    this.#lines = lines.length;
    for (const line of lines.slice(-MAX_REMEMBERED)) {
      const [id = '', expiry] = line.split(' ');
      if (Number(expiry) > nowMs) this.#spent.add({ id, expiresAtMs: Number(expiry) });
    }
  }

  async #spend(token: SingleUseToken, nowMs: number): Promise<boolean> {
    this.#spent.forgetExpired(nowMs);
    if (this.#spent.has(token.id)) return false;
    await this.#write(token);
    this.#spent.add(token);
    return true;
  }

  async #write(token: SingleUseToken): Promise<void> {
    const anew = this.#torn || this.#lines - this.#spent.size > MAX_STALE_LINES;
    // Until the write has succeeded, a part of a line may stand there.
    this.#torn = true;
    await mkdir(dirname(this.#path), { recursive: true });
    if (anew) await this.#writeAnew([...this.#spent.all, token]);
    else await appendFile(this.#path, lineOf(token), OWNER_ONLY);
    this.#lines = anew ? this.#spent.size + 1 : this.#lines + 1;
    this.#torn = false;
  }

  /** Writes beside the old file until the new one is complete, so that a full disk loses nothing. */
  async #writeAnew(tokens: readonly SingleUseToken[]): Promise<void> {
    await writeFile(`${this.#path}.new`, tokens.map(lineOf).join(''), OWNER_ONLY);
    await rename(`${this.#path}.new`, this.#path);
  }
}

const lineOf = ({ id, expiresAtMs }: SingleUseToken): string => `${id} ${expiresAtMs}\n`;
