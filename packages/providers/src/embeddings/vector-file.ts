import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const HASH_BYTES = 32;
const HEAD_BYTES = HASH_BYTES + 4;
const FLOAT_BYTES = 4;
/** No model has vectors of more numbers; a longer one is damage. */
const MAX_NUMBERS = 65_536;

/** @returns The name of a text's vector in a {@link VectorFile}. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Vectors by the hashes of their texts, in a file: of each the hash, how many numbers, and the numbers as 32-bit floats,
 * little-endian. What a crash has cut off at its end is removed.
 */
export class VectorFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @returns What is there; empty without a file. */
  async read(): Promise<Map<string, Float32Array>> {
    const vectors = new Map<string, Float32Array>();
    const bytes = await readFile(this.#path).catch(() => Buffer.alloc(0));
    let at = 0;
    while (at + HEAD_BYTES <= bytes.length) {
      const count = bytes.readUInt32LE(at + HASH_BYTES);
      const end = at + HEAD_BYTES + count * FLOAT_BYTES;
      if (count === 0 || count > MAX_NUMBERS || end > bytes.length) break;
      const numbers = Float32Array.from({ length: count }, (_, i) =>
        bytes.readFloatLE(at + HEAD_BYTES + i * FLOAT_BYTES),
      );
      vectors.set(bytes.toString('hex', at, at + HASH_BYTES), numbers);
      at = end;
    }
    // What is appended behind damage could not be read.
    if (at < bytes.length) await truncate(this.#path, at);
    return vectors;
  }

  async append(vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true });
    await appendFile(this.#path, recordsOf(vectors), { mode: 0o600 });
  }

  /** Keeps these alone. The file is never half written. */
  async replace(vectors: ReadonlyMap<string, Float32Array>): Promise<void> {
    const next = `${this.#path}.next`;
    await mkdir(dirname(this.#path), { recursive: true });
    try {
      await writeFile(next, recordsOf(vectors), { mode: 0o600 });
      await rename(next, this.#path);
    } finally {
      await rm(next, { force: true });
    }
  }
}

function recordsOf(vectors: ReadonlyMap<string, Float32Array>): Buffer {
  return Buffer.concat(
    [...vectors].flatMap(([hash, numbers]) => {
      const record = Buffer.alloc(HEAD_BYTES + numbers.length * FLOAT_BYTES);
      record.write(hash, 'hex');
      record.writeUInt32LE(numbers.length, HASH_BYTES);
      for (const [i, number] of numbers.entries()) record.writeFloatLE(number, HEAD_BYTES + i * FLOAT_BYTES);
      return [record];
    }),
  );
}
