import { CodedError } from '@visavis/core';
import { checkOpenFiles } from './command-line/open-files.js';
import { UsageError } from './command-line/usage-error.js';

/** One clear line, no stack: the operator can fix it. */
function refuse(error: Error, exitCode: number): never {
  process.stderr.write(`visavis: ${error.message}\n`);
  process.exit(exitCode);
}

try {
  await checkOpenFiles();
  // Loaded afterwards: to load the modules takes more descriptors than a low limit has.
  const { runCommandLine } = await import('./command-line/command-line.js');
  await runCommandLine(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) refuse(error, 2);
  if (error instanceof CodedError || (error instanceof Error && 'code' in error)) refuse(error, 1);
  throw error;
}
