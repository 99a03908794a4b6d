import { lstatSync } from 'node:fs';
import { createRequire } from 'node:module';
import { CodedError } from '@visavis/core';

/** The package with neural ears and voices: one of its own, with native code that no server needs. */
export type LocalSpeech = typeof import('@visavis/local-speech');

const NAME = '@visavis/local-speech';

/** Whether the package is installed. */
export function hasLocalSpeech(): boolean {
  try {
    createRequire(import.meta.url).resolve(NAME);
    return true;
  } catch {
    return false;
  }
}

/** @throws {CodedError} `config.invalid` when the package is not installed. */
export async function localSpeech(): Promise<LocalSpeech> {
  // As for the maker of faces: Node 20 may leave links in the path of a module otherwise.
  lstatSync(import.meta.dirname);
  try {
    return await import('@visavis/local-speech');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new CodedError('config.invalid', `Models on this machine need a package: npm install ${NAME}`, { cause });
  }
}
