import { CodedError } from '@visavis/core';
import { runCommandLine, UsageError } from './command-line/command-line.js';

/** One clear line, no stack: the operator can fix it. */
function refuse(error: Error, exitCode: number): never {
  process.stderr.write(`visavis: ${error.message}\n`);
  process.exit(exitCode);
}

try {
  await runCommandLine(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) refuse(error, 2);
  if (error instanceof CodedError || (error instanceof Error && 'code' in error)) refuse(error, 1);
  throw error;
}
