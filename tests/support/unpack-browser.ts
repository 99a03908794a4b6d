import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const FIND = "import('./tests/support/find-browser.mjs').then(({ findBrowser }) => findBrowser())";

/**
 * Unpacks the browser of the tests before the first of them, where that was not done before: two test files that did so at
 * once would start half a browser. It takes a process of its own, whose library path the tests do not inherit. A machine
 * for which there is no browser is no error here: the tests that need one say what is missing.
 */
export default async function unpackBrowser(): Promise<void> {
  await promisify(execFile)(process.execPath, ['--eval', FIND]).catch(() => undefined);
}
