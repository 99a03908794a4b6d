import { access, constants, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, systemClock, type Clock } from '@visavis/core';
import { LONGEST_LIFE_MS, MAX_SPENT_PER_LICENCE, tooManySpent, type SingleUseToken, type Tokens } from '../tokens.js';
import { createFile } from './create-file.js';
import { makeFolder } from './make-folder.js';

const HOUR_MS = 3_600_000;

/** Where used tokens are kept. */
export interface FileTokensOptions {
  /** A folder that need not exist yet, for spent tokens alone. */
  readonly path: string;
  readonly clock?: Pick<Clock, 'nowMs'>;
  /** Spent tokens of one licence at most. @defaultValue {@link MAX_SPENT_PER_LICENCE} */
  readonly perLicence?: number | undefined;
}

/** The spent tokens that expire in one hour. */
interface Hour {
  /** When one of them was last spent, or found at the start, on the monotonic clock. */
  latestMs: number;
  /** How many there are of each licence. */
  readonly counts: Map<string, number>;
}

/**
 * Spent tokens as empty files, `<hour of expiry>/<licence>/<id>` in one folder. To create a file that must not exist is one
 * step of the file system: servers that share the folder spend a token once between them, and a restart forgets none. Each
 * of those servers counts what it has found at its start and what it has spent since.
 */
export class FileTokens implements Tokens {
  readonly #path: string;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #perLicence: number;
  readonly #hours = new Map<string, Hour>();

  private constructor({ path, clock = systemClock, perLicence = MAX_SPENT_PER_LICENCE }: FileTokensOptions) {
    this.#path = path;
    this.#clock = clock;
    this.#perLicence = perLicence;
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

  async spend(token: SingleUseToken, nowMs: number): Promise<boolean> {
    await this.#forgetExpired(nowMs);
    const { licenceId } = token;
    if (this.#countOf(licenceId) >= this.#perLicence) throw tooManySpent(licenceId);
    const file = this.#fileOf(token);
    const { counts } = this.#touch(hourOf(token));
    // Counted beforehand, since many may be on their way at the same time.
    add(counts, licenceId, 1);
    let created = false;
    try {
      await makeFolder(dirname(file));
      created = await createFile(file);
    } finally {
      if (!created) add(counts, licenceId, -1);
    }
    return created;
  }

  async isSpent(token: SingleUseToken): Promise<boolean> {
    return stat(this.#fileOf(token)).then(
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
    for (const hour of await foldersIn(this.#path)) {
      const { counts } = this.#touch(hour);
      for (const licenceId of await foldersIn(join(this.#path, hour)))
        add(counts, licenceId, (await readdir(join(this.#path, hour, licenceId))).length);
    }
  }

  #touch(name: string): Hour {
    const hour = this.#hours.get(name) ?? { latestMs: 0, counts: new Map<string, number>() };
    hour.latestMs = this.#clock.nowMs();
    this.#hours.set(name, hour);
    return hour;
  }

  #countOf(licenceId: string): number {
    return [...this.#hours.values()].reduce((sum, { counts }) => sum + (counts.get(licenceId) ?? 0), 0);
  }

  #fileOf(token: SingleUseToken): string {
    return join(this.#path, hourOf(token), token.licenceId, token.id);
  }

  async #forgetExpired(nowMs: number): Promise<void> {
    const longAgoMs = this.#clock.nowMs() - LONGEST_LIFE_MS;
    for (const [hour, { latestMs }] of this.#hours) {
      if (Number(hour) * HOUR_MS > nowMs || latestMs > longAgoMs) continue;
      this.#hours.delete(hour);
      // What cannot be removed takes room and does no harm; the next start finds it again.
      await rm(join(this.#path, hour), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/** The hour at whose beginning a token has expired, counted since 1970. */
const hourOf = ({ expiresAtMs }: SingleUseToken): string => String(Math.ceil(expiresAtMs / HOUR_MS));

const add = (counts: Map<string, number>, licenceId: string, change: number): unknown =>
  counts.set(licenceId, (counts.get(licenceId) ?? 0) + change);

const foldersIn = async (path: string): Promise<string[]> =>
  (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
