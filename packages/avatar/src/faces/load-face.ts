import { readFile } from 'node:fs/promises';
import { CodedError } from '@visavis/core';
import { readFace } from './face-file.js';
import type { Face } from './face.js';

/** Where a face comes from. */
export interface FaceSource {
  /** Unique among the faces of a server. */
  readonly id: string;
  /** Path of the file that holds it; absent for a face that comes with Visavis. */
  readonly file?: string;
}

/** The faces that come with Visavis, by id. */
const FACES: ReadonlyMap<string, () => Promise<Face>> = new Map([
  ['iris', async () => (await import('./iris/iris.js')).paintIris()],
]);

/**
 * Loads a face. Takes half a second of a core: call it in a worker thread.
 *
 * @throws {CodedError} `avatar.unknown_face` when there is no such face, `avatar.invalid_face` when its file is damaged.
 */
export async function loadFace({ id, file }: FaceSource): Promise<Face> {
  const load = file === undefined ? FACES.get(id) : () => readKept(file);
  if (!load) throw new CodedError('avatar.unknown_face', `There is no face "${id}"`);
  return load();
}

async function readKept(file: string): Promise<Face> {
  const bytes = await readFile(file).catch((cause: Error) => {
    throw new CodedError('avatar.unknown_face', `The file of a face cannot be read: ${cause.message}`, { cause });
  });
  return readFace(bytes).face;
}
