import { readFile } from 'node:fs/promises';
import { CodedError } from '@visavis/core';

/** Models, threads and watchers need some 160 at the start, and each session two or three. */
const MIN_OPEN_FILES = 256;

/**
 * A process that runs out of descriptors while it starts fails anywhere, with the message of whatever was opened last.
 *
 * @param limits Text of `/proc/self/limits` (Linux, proc(5)); where there is none, nothing is checked.
 * @throws {CodedError} `config.invalid` when the limit is too low to start with.
 */
export async function checkOpenFiles(
  limits: Promise<string> = readFile('/proc/self/limits', 'utf8').catch(() => ''),
): Promise<void> {
  const soft = Number(/^Max open files\s+(\d+)/m.exec(await limits)?.[1] ?? Infinity);
  if (soft >= MIN_OPEN_FILES) return;
  throw new CodedError(
    'config.invalid',
    `The limit of open files (ulimit -n) is ${soft}, and must be ${MIN_OPEN_FILES} or more`,
  );
}
