import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@visavis/core';
import { z } from 'zod';

/** Stands in the folder of a model that was downloaded. */
const FILE = 'visavis-model.json';

const modelRecord = z.object({
  /** Addresses that it was downloaded from. */
  sources: z.array(z.string()),
  languages: z.array(z.string()).min(1),
  /** What may be done with each part, in one phrase each. */
  licences: z.array(z.string()),
  /** SHA-256 of each file by its path in the folder, with slashes. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
});

/** What is known of a model that was downloaded. */
export type ModelRecord = z.infer<typeof modelRecord>;

/**
 * @returns `undefined` for a folder without a record, such as one that was copied in by hand.
 * @throws {CodedError} `model.changed` when the record cannot be read.
 */
export async function readModelRecord(folder: string): Promise<ModelRecord | undefined> {
  const path = join(folder, FILE);
  try {
    return modelRecord.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CodedError('model.changed', `${path} cannot be read: remove the model, and add it again`, { cause });
  }
}

export async function writeModelRecord(folder: string, record: ModelRecord): Promise<void> {
  await writeFile(join(folder, FILE), `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * Compares every file of a model with what was downloaded. A folder without a record is taken as it is.
 *
 * @throws {CodedError} `model.changed`, which names the first file that differs.
 */
export async function verifyModel(folder: string): Promise<void> {
  const record = await readModelRecord(folder);
  for (const [file, expected] of Object.entries(record?.files ?? {})) {
    const found = await sha256Of(join(folder, ...file.split('/'))).catch(() => undefined);
    if (found === expected) continue;
    const what = found === undefined ? 'is missing or cannot be read' : 'is not what was downloaded';
    throw new CodedError('model.changed', `${join(folder, file)} ${what}: remove the model, and add it again`);
  }
}

/** @returns In hexadecimal. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest('hex');
}
