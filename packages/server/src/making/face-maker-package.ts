import { lstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CodedError, ERRORS } from '@visavis/core';

/** The package that makes faces: one of its own, with models that no server needs. */
export type FaceMaker = typeof import('@visavis/face-maker');

const NAME = '@visavis/face-maker';

/** Whether the package is installed. */
export function canMakeFaces(): boolean {
  try {
    createRequire(import.meta.url).resolve(NAME);
    return true;
  } catch {
    return false;
  }
}

/** @throws {CodedError} `face.unavailable` when the package is not installed. */
export async function faceMaker(): Promise<FaceMaker> {
  // Node 20 leaves links in the path of a module if what it looked at last was a pipe, such as the log (seen in 20.20): the
  // package would then be loaded beside the classes that it shares with this one.
  lstatSync(import.meta.dirname);
  try {
    return await import('@visavis/face-maker');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const { sentence } = ERRORS['face.unavailable'];
    throw new CodedError('face.unavailable', `${sentence}: npm install ${NAME}`, { cause });
  }
}
