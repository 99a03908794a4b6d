import { accessSync, constants } from 'node:fs';

const NONE_PACKAGED =
  'There is no packaged browser for this kind of machine: install Chrome or Chromium and name it in CHROME_PATH.';

/**
 * Finds the Chromium that tests and benchmarks run in: the one that CHROME_PATH names, else the one that comes from npm
 * (Linux x64), so that results are the same whatever a machine has installed.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Promise<string>} Path of the program.
 * @throws {Error} One sentence that says what to do.
 */
export async function findBrowser(environment = process.env) {
  const named = environment['CHROME_PATH'];
  if (!named) return (unpacked ??= unpack());
  if (isExecutable(named)) return named;
  throw new Error(`CHROME_PATH is ${named}, and there is no program there.`);
}

/** Once per process: a second unpacking beside the first would start half a browser. @type {Promise<string> | undefined} */
let unpacked;

/** @returns {Promise<string>} */
async function unpack() {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(NONE_PACKAGED);
  // With this set the package also unpacks the libraries that a bare system lacks, and puts them on the search path.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs20.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
