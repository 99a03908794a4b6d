/**
 * Whether to skip tests that need what npm does not bring, for `skipIf` and a test's own `skip`. Prints why.
 *
 * @param what What this machine lacks, as a sentence; `undefined` when it lacks nothing.
 * @throws {Error} With that sentence where CI is `true`: `.ci/run` installs all that tests need, so a skip there is a mistake.
 */
export function isMissing(what: string | undefined, environment: NodeJS.ProcessEnv = process.env): boolean {
  if (what === undefined) return false;
  if (environment['CI'] === 'true') throw new Error(what);
  console.warn(`Skipped: ${what}`);
  return true;
}
