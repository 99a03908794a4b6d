import { access, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { makeFolder } from './make-folder.js';
import { writeWhole } from './whole-file.js';

const ENDING = '.face';
/** Beside a face that is to be deleted when no session shows it any more: the process may end before. */
const LEAVING = '.leaving';

/** Faces that were made here, each in a file of its own, `<id>.face`. */
export class FaceFiles {
  readonly #path: string;

  /** @param path A folder that need not exist yet, for faces alone. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Keeps a face, whole or not at all. @throws {CodedError} `config.invalid` when it cannot be written. */
  async keep(id: string, face: Uint8Array): Promise<void> {
    try {
      await makeFolder(this.#path);
      await writeWhole(this.#fileOf(id), face);
      await rm(this.#fileOf(id, LEAVING), { force: true });
    } catch (cause) {
      const why = (cause as Error).message;
      throw new CodedError('config.invalid', `A face cannot be kept in ${this.#path}: ${why}`, { cause });
    }
  }

  /** @returns The path of a face's file; `undefined` when there is none. */
  async find(id: string): Promise<string | undefined> {
    const file = this.#fileOf(id);
    return access(file).then(
      () => file,
      () => undefined,
    );
  }

  /** @returns The path of a face's file, whether or not there is one. */
  pathOf(id: string): string {
    return this.#fileOf(id);
  }

  /** Notes that a face is to be deleted, so that a later process does it if this one cannot. */
  async retire(id: string): Promise<void> {
    if (await this.find(id)) await writeWhole(this.#fileOf(id, LEAVING), '');
  }

  /** Faces that were retired and are still there. */
  async retired(): Promise<readonly string[]> {
    const names = await readdir(this.#path).catch(() => []);
    return names.filter((name) => name.endsWith(LEAVING)).map((name) => name.slice(0, -LEAVING.length));
  }

  /** Deletes a face; one that is gone stays gone. */
  async remove(id: string): Promise<void> {
    await rm(this.#fileOf(id), { force: true });
    await rm(this.#fileOf(id, LEAVING), { force: true });
  }

  #fileOf(id: string, ending = ENDING): string {
    return join(this.#path, id + ending);
  }
}
