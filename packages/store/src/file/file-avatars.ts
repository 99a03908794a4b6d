import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { avatarRecord, type AvatarRecord } from '@visavis/protocol/rest';
import type { Avatars } from '../avatars.js';
import { MemoryAvatars } from '../memory/memory-avatars.js';
import { makeFolder } from './make-folder.js';
import { writeWhole } from './whole-file.js';

/** Where added avatars are kept. */
export interface FileAvatarsOptions {
  /** A folder that need not exist yet, for avatars alone. */
  readonly path: string;
  /** The operator's list, which stands in front. */
  readonly listed: readonly AvatarRecord[];
}

const ENDING = '.json';

/**
 * The operator's list, and each added avatar in a file of its own, `<id>.json`. What is in memory is written through, one
 * change after the other; one process has the folder.
 */
export class FileAvatars implements Avatars {
  readonly #path: string;
  readonly #memory: MemoryAvatars;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(path: string, memory: MemoryAvatars) {
    this.#path = path;
    this.#memory = memory;
  }

  /**
   * @throws {CodedError} `config.invalid` when the folder cannot be used, when a file in it is damaged, or when a name
   *   stands in the operator's list as well.
   */
  static async open({ path, listed }: FileAvatarsOptions): Promise<FileAvatars> {
    const memory = new MemoryAvatars(listed);
    for (const avatar of await readAll(path)) {
      if ((await memory.add(avatar)) === 'added') continue;
      throw invalid(path, `"${avatar.name}" (${avatar.id}) has a name of another avatar`);
    }
    return new FileAvatars(path, memory);
  }

  list(): ReturnType<Avatars['list']> {
    return this.#memory.list();
  }

  find(idOrName: string, licenceId?: string): ReturnType<Avatars['find']> {
    return this.#memory.find(idOrName, licenceId);
  }

  add(avatar: AvatarRecord): ReturnType<Avatars['add']> {
    return this.#inTurn(async () => {
      const outcome = await this.#memory.add(avatar);
      if (outcome === 'added')
        await this.#write(avatar).catch((error: unknown) => this.#undo(() => this.#memory.remove(avatar.id), error));
      return outcome;
    });
  }

  replace(avatar: AvatarRecord): ReturnType<Avatars['replace']> {
    return this.#inTurn(async () => {
      const before = (await this.#memory.list()).find(({ id }) => id === avatar.id);
      const outcome = await this.#memory.replace(avatar);
      if (outcome === 'replaced')
        await this.#write(avatar).catch((error: unknown) => this.#undo(() => this.#memory.replace(before!), error));
      return outcome;
    });
  }

  remove(id: string): ReturnType<Avatars['remove']> {
    return this.#inTurn(async () => {
      const before = (await this.#memory.list()).find((avatar) => avatar.id === id);
      const outcome = await this.#memory.remove(id);
      // A file that stays would bring the avatar back at the next start.
      if (outcome === 'removed')
        await rm(this.#fileOf(id)).catch((error: unknown) => this.#undo(() => this.#memory.add(before!), error));
      return outcome;
    });
  }

  /** Brings memory back to what the files hold. @throws What kept the file from being written. */
  async #undo(inMemory: () => Promise<unknown>, error: unknown): Promise<never> {
    await inMemory();
    throw error;
  }

  #write(avatar: AvatarRecord): Promise<void> {
    return writeWhole(this.#fileOf(avatar.id), JSON.stringify(avatar, null, 2));
  }

  #fileOf(id: string): string {
    return join(this.#path, id + ENDING);
  }

  #inTurn<Outcome>(change: () => Promise<Outcome>): Promise<Outcome> {
    const done = this.#last.then(change);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

async function readAll(path: string): Promise<readonly AvatarRecord[]> {
  const read = async (name: string): Promise<AvatarRecord> =>
    avatarRecord.parse(JSON.parse(await readFile(join(path, name), 'utf8')));
  try {
    await makeFolder(path);
    const names = (await readdir(path)).filter((name) => name.endsWith(ENDING));
    return await Promise.all(names.sort().map(read));
  } catch (cause) {
    throw invalid(path, (cause as Error).message, cause);
  }
}

const invalid = (path: string, why: string, cause?: unknown): CodedError =>
  new CodedError('config.invalid', `The added avatars in ${path} cannot be read: ${why}`, { cause });
