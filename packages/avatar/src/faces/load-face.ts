import { readFile } from 'node:fs/promises';
import { CodedError } from '@visavis/core';
import { builtFile } from '@visavis/worker';
import { readFace } from './face-file.js';
import type { Face } from './face.js';

/** Where a face comes from. */
export interface FaceSource {
  /** Unique among the faces of a server. */
  readonly id: string;
  /** Path of the file that holds it; absent for a face that comes with Visavis. */
  readonly file?: string;
}

/** Ids of the faces that come with Visavis: the build writes a file of each beside this module. */
const SHIPPED: readonly string[] = ['iris'];

/**
 * Loads a face. Takes some ten milliseconds of a core: call it in a worker thread.
 *
 * @throws {CodedError} `avatar.unknown_face` when there is no such face, `avatar.invalid_face` when its file is damaged.
 */
export const loadFace = async (source: FaceSource): Promise<Face> => readFace(await readFaceFile(source)).face;

/** Reads the file of a face. @throws {CodedError} `avatar.unknown_face` when there is no such face. */
export async function readFaceFile({ id, file }: FaceSource): Promise<Uint8Array> {
  if (file === undefined && !SHIPPED.includes(id))
    throw new CodedError('avatar.unknown_face', `There is no face "${id}"`);
  return readFile(file ?? builtFile(import.meta.url, `${id}.face`)).catch((cause: Error) => {
    throw new CodedError('avatar.unknown_face', `The file of a face cannot be read: ${cause.message}`, { cause });
  });
}
