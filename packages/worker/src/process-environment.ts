/**
 * Names of what a process with native code may need of its owner's environment: where libraries and files in passing are. Keys
 * stand in it, too, and native code handles what users say.
 */
const NEEDED = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'TZ'];

/** @returns The environment of a process that is started: nothing in which a key may be. */
export function processEnvironment(owners: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(owners).filter(([name]) => NEEDED.includes(name)));
}
