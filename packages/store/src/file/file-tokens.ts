import { access, constants, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, systemClock, type Clock } from '@visavis/core';
import { LONGEST_LIFE_MS, type SingleUseToken, type Tokens } from '../tokens.js';
import { createFile } from './create-file.js';
import { makeFolder } from './make-folder.js';

const HOUR_MS = 3_600_000;

/** Where used tokens are kept. */
export interface FileTokensOptions {
  /** A folder that need not exist yet, for spent tokens alone. */
  readonly path: string;
  readonly clock?: Pick<Clock, 'nowMs'>;
}

/**
 * Spent tokens as empty files, `<hour of expiry>/<id>` in one folder. To create a file that must not exist is one step of
 * the file system: servers that share the folder spend a token once between them, and a restart forgets none.
 */
export class FileTokens implements Tokens {
  readonly #path: string;
  readonly #clock: Pick<Clock, 'nowMs'>;
  /** When a token of each hour was last spent, or found at the start, on the monotonic clock. */
  readonly #latestMs = new Map<string, number>();

  private constructor({ path, clock = systemClock }: FileTokensOptions) {
    this.#path = path;
    this.#clock = clock;
  }

  /** @throws {CodedError} `config.invalid` when the folder cannot be used: its tokens must not become valid again. */
  static async open(options: FileTokensOptions): Promise<FileTokens> {
    const tokens = new FileTokens(options);
    try {
      await tokens.#look();
    } catch (cause) {
      const why = (cause as Error).message;
      throw new CodedError('config.invalid', `The used tokens cannot be kept in ${options.path}: ${why}`, { cause });
    }
    return tokens;
  }

  async spend({ id, expiresAtMs }: SingleUseToken, nowMs: number): Promise<boolean> {
    await this.#forgetExpired(nowMs);
    const hour = hourOf(expiresAtMs);
    this.#latestMs.set(hour, this.#clock.nowMs());
    await makeFolder(join(this.#path, hour));
    return createFile(join(this.#path, hour, id));
  }

  async isSpent({ id, expiresAtMs }: SingleUseToken): Promise<boolean> {
    return stat(join(this.#path, hourOf(expiresAtMs), id)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
  }

  async #look(): Promise<void> {
    await makeFolder(this.#path);
    await access(this.#path, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const hour of await readdir(this.#path)) this.#latestMs.set(hour, this.#clock.nowMs());
  }

  async #forgetExpired(nowMs: number): Promise<void> {
    const longAgoMs = this.#clock.nowMs() - LONGEST_LIFE_MS;
    for (const [hour, latestMs] of this.#latestMs) {
      if (Number(hour) * HOUR_MS > nowMs || latestMs > longAgoMs) continue;
      this.#latestMs.delete(hour);
      // What cannot be removed takes room and does no harm; the next start finds it again.
      await rm(join(this.#path, hour), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** The hour at whose beginning a token has expired, counted since 1970. */
const hourOf = (expiresAtMs: number): string => String(Math.ceil(expiresAtMs / HOUR_MS));
