import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CodedError } from '@visavis/core';
import { readOnnxMetadata, type ModelMetadata } from './onnx-metadata.js';

/** What identifies a FlatBuffer of ONNX Runtime, and where it stands. */
const ORT = 'ORTM';
const ORT_AT = 4;
const ORT_BYTES = ORT_AT + ORT.length;

/** A folder of model files, as families look at it. Every question is asked before native code sees a file. */
export class ModelFolder {
  readonly name: string;

  private constructor(
    /** Absolute. */
    readonly path: string,
    /** Names of what is in it. */
    readonly entries: readonly string[],
  ) {
    this.name = basename(path);
  }

  /** @throws {CodedError} `model.unusable` when there is no such folder. */
  static async open(path: string): Promise<ModelFolder> {
    const absolute = resolve(path);
    const entries = await readdir(absolute).catch((cause: NodeJS.ErrnoException) => {
      throw new CodedError('model.unusable', `${absolute} cannot be read: ${cause.code ?? cause.message}`, { cause });
    });
    return new ModelFolder(absolute, entries.sort());
  }

  /** @returns The absolute path of a file. */
  at(file: string): string {
    return join(this.path, file);
  }

  has(entry: string): boolean {
    return this.entries.includes(entry);
  }

  /**
   * The file of that name, of several the preferred one, else the first.
   *
   * @param preferred For example the smaller numbers of a recogniser.
   */
  find(name: RegExp, preferred?: RegExp): string | undefined {
    const found = this.entries.filter((entry) => name.test(entry));
    return (preferred && found.find((entry) => preferred.test(entry))) ?? found[0];
  }

  /** @throws {CodedError} `model.unusable` when the file is no whole ONNX model. */
  async metadata(file: string): Promise<ModelMetadata> {
    const metadata = await readOnnxMetadata(this.at(file));
    if (!metadata) throw this.unusable(`${file} is no ONNX model, or was cut short`);
    return metadata;
  }

  /**
   * The metadata of a file that its family cannot do without: native code ends its process where an entry is missing.
   *
   * @throws {CodedError} `model.unusable`
   */
  async metadataWith(file: string, keys: readonly string[]): Promise<ModelMetadata> {
    const metadata = await this.metadata(file);
    const missing = keys.filter((key) => !metadata.has(key));
    if (missing.length > 0)
      throw this.unusable(`${file} has no ${missing.join(', ')} in its metadata: it was not made for this runtime`);
    return metadata;
  }

  /** @throws {CodedError} `model.unusable` when the file is not in the format of ONNX Runtime. */
  async requireOrt(file: string): Promise<void> {
    const handle = await open(this.at(file));
    try {
      const { buffer } = await handle.read(Buffer.alloc(ORT_BYTES), 0, ORT_BYTES, 0);
      if (buffer.toString('latin1', ORT_AT) !== ORT) throw this.unusable(`${file} is no ORT model`);
    } finally {
      await handle.close();
    }
  }

  /** The tokens of a list, one a line before its number; a line that begins with a blank is the blank. */
  async tokens(file: string): Promise<readonly string[]> {
    const text = await readFile(this.at(file), 'utf8');
    return text.split('\n').flatMap((line) => {
      const token = /^(\s|\S+)\s+\d+\s*$/.exec(line)?.[1];
      return token === undefined ? [] : [token];
    });
  }

  async bytesOf(file: string): Promise<number> {
    return (await stat(this.at(file))).size;
  }

  /** @param why One phrase. */
  unusable(why: string): CodedError {
    return new CodedError('model.unusable', `The model ${this.name} cannot be used: ${why}`);
  }
}
