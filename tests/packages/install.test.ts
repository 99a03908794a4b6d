import { execFile } from 'node:child_process';
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';

const run = promisify(execFile);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'visavis-install-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/**
 * Installs the dependencies of `@visavis/codecs` from the lock file, as a fresh clone does.
 *
 * @returns The install scripts that ran. npm runs each through a shell, which here only takes note of it.
 */
async function scriptsRunBy(settings: string): Promise<string> {
  const shell = join(folder, 'shell.sh');
  const ran = join(folder, 'ran.txt');
  await writeFile(ran, '');
  await writeFile(shell, `#!/bin/sh\necho "$npm_package_name: $*" >> ${ran}\n`);
  await chmod(shell, 0o755);
  const clone = join(folder, 'clone');
  await mkdir(join(clone, 'packages/codecs'), { recursive: true });
  await Promise.all(['package.json', 'package-lock.json'].map((file) => copyFile(file, join(clone, file))));
  await cp('packages/codecs/package.json', join(clone, 'packages/codecs/package.json'));
  await writeFile(join(clone, '.npmrc'), settings);
  // `npm test` hands its own settings on to what it starts.
  const { npm_config_ignore_scripts: _, ...env } = process.env;
  const options = ['--workspace=packages/codecs', '--omit=dev', '--prefer-offline', `--script-shell=${shell}`];
  await run('npm', ['ci', ...options], { cwd: clone, env });
  return readFile(ran, 'utf8');
}

it('R-07: a fresh installation runs no install script, so that nothing is downloaded but packages', async () => {
  expect(await scriptsRunBy(await readFile('.npmrc', 'utf8'))).toBe('');
});

it('R-07: without that setting one would run', async () => {
  expect(await scriptsRunBy('audit=false')).toContain('node-av');
});
