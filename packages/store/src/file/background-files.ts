import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { makeFolder } from './make-folder.js';
import { writeWhole } from './whole-file.js';

const ENDING = '.jpg';

/** Pictures that may be seen behind faces, each in a file of its own, `<name>.jpg`. */
export class BackgroundFiles {
  readonly #path: string;

  /** @param path A folder that need not exist yet, for these pictures alone. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Keeps a picture, whole or not at all, in place of one of the same name. @throws {CodedError} `config.invalid`. */
  async keep(name: string, jpeg: Uint8Array): Promise<void> {
    try {
      await makeFolder(this.#path);
      await writeWhole(join(this.#path, name + ENDING), jpeg);
    } catch (cause) {
      const why = (cause as Error).message;
      throw new CodedError('config.invalid', `A picture cannot be kept in ${this.#path}: ${why}`, { cause });
    }
  }

  /** The names of all, in order. */
  async names(): Promise<readonly string[]> {
    const names = await readdir(this.#path).catch(() => []);
    return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
  }

  /** Deletes a picture; one that is gone stays gone. */
  remove(name: string): Promise<void> {
    return rm(join(this.#path, name + ENDING), { force: true });
  }
}
