import { CodedError } from '@visavis/core';
import type { Face } from './face.js';

/** The faces that come with Visavis, by id. */
const FACES: ReadonlyMap<string, () => Promise<Face>> = new Map([
  ['iris', async () => (await import('./iris/iris.js')).paintIris()],
]);

/**
 * Loads a face. Takes half a second of a core: call it in a worker thread.
 *
 * @throws {CodedError} `avatar.unknown_face` when there is no such face.
 */
export async function loadFace(id: string): Promise<Face> {
  const load = FACES.get(id);
  if (!load) throw new CodedError('avatar.unknown_face', `There is no face "${id}"`);
  return load();
}
