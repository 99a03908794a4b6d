import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { CodedError } from '@visavis/core';

/**
 * The folder of the built page, wherever `@visavis/talk` is installed.
 *
 * @throws {CodedError} `config.invalid` when the package is missing or, in a checkout, has not been built.
 */
export function talkPageDir(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve('@visavis/talk/index.html'));
  } catch (cause) {
    throw new CodedError('config.invalid', 'The page @visavis/talk is not installed, or not built (npm run build)', {
      cause,
    });
  }
}
