import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

/** Installs a package with an install script in an empty project. @returns Whether the script ran. */
async function runsScripts(settings: string | undefined): Promise<boolean> {
  const ran = join(folder, 'ran.txt');
  const noisy = join(folder, 'noisy');
  const project = join(folder, 'project');
  await Promise.all([mkdir(noisy), mkdir(project)]);
  const scripts = { postinstall: `node -e "require('fs').writeFileSync('${ran}', '')"` };
  await writeFile(join(noisy, 'package.json'), JSON.stringify({ name: 'noisy', version: '1.0.0', scripts }));
  await writeFile(join(project, 'package.json'), '{"name":"project","private":true}');
  if (settings) await copyFile(settings, join(project, '.npmrc'));
  // `npm test` hands its own settings on to what it starts.
  const { npm_config_ignore_scripts: _, ...env } = process.env;
  await run('npm', ['pack', '--pack-destination', folder, noisy], { cwd: folder, env });
  await run('npm', ['install', '--offline', '../noisy-1.0.0.tgz'], { cwd: project, env });
  expect(existsSync(join(project, 'node_modules/noisy'))).toBe(true);
  return existsSync(ran);
}

it('R-07, Scenario S21: with the settings of a clone, an installation runs no install script', async () => {
  expect(await runsScripts('.npmrc')).toBe(false);
});

it('Scenario S21: `npm run sbom` lists the packages that are installed, with their versions', async () => {
  const { stdout } = await run('npm', ['run', '--silent', 'sbom'], { maxBuffer: 64 * 1024 * 1024 });
  const { bomFormat, components } = JSON.parse(stdout) as { bomFormat: string; components: { purl: string }[] };
  expect(bomFormat).toBe('CycloneDX');
  const listed = components.map(({ purl }) => purl);
  for (const name of ['node-datachannel', 'node-av', 'ws', 'hono', 'openai'])
    expect(listed).toContainEqual(expect.stringMatching(`^pkg:npm/${name}@\\d`));
});

it('R-07: without them it would', async () => {
  expect(await runsScripts(undefined)).toBe(true);
});

it('R-07: nothing was downloaded here that no package contains', () => {
  expect(existsSync('node_modules/node-av/dist')).toBe(true);
  expect(existsSync('node_modules/node-av/binary')).toBe(false);
});
