import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A package as it would be published. */
export interface Packed {
  readonly name: string;
  /** Paths inside the package. */
  readonly files: readonly string[];
}

/** A folder with nothing in it but packages of ours, installed from their tarballs. */
export interface PackedProject {
  readonly folder: string;
  readonly packed: readonly Packed[];
  remove(): Promise<void>;
}

/**
 * Packs the named packages and what they need of ours, and installs them, without any install script, in an empty folder.
 *
 * @param others Packages of others to install beside them, as `name@version`.
 */
export async function installPacked(names: readonly string[], others: readonly string[] = []): Promise<PackedProject> {
  const folder = await mkdtemp(join(tmpdir(), 'visavis-packed-'));
  const target = join(folder, 'packed');
  await mkdir(target);
  const folders = foldersOf(names, await workspaces());
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', target, ...folders]);
  const tarballs = JSON.parse(stdout) as { name: string; filename: string; files: { path: string }[] }[];
  const files = tarballs.map(({ filename }) => `./packed/${filename}`);
  await writeFile(join(folder, 'package.json'), '{"name":"empty","private":true,"type":"module"}');
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...options, ...files, ...others], { cwd: folder });
  return {
    folder,
    packed: tarballs.map((tarball) => ({ name: tarball.name, files: tarball.files.map(({ path }) => path) })),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

interface Workspace {
  readonly folder: string;
  readonly manifest: Manifest;
}

async function workspaces(): Promise<ReadonlyMap<string, Workspace>> {
  const folders = await Promise.all(
    ['packages', 'apps'].map(async (parent) => (await readdir(parent)).map((name) => resolve(parent, name))),
  );
  const all = folders.flat().map(async (folder): Promise<[string, Workspace]> => {
    const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
    return [manifest.name, { folder, manifest }];
  });
  return new Map(await Promise.all(all));
}

/** The folders of packages of ours, and of all of ours that they depend on. */
function foldersOf(names: readonly string[], known: ReadonlyMap<string, Workspace>): string[] {
  const needed = new Set(names);
  // A set that grows while it is walked is walked to its end.
  for (const name of needed)
    for (const other of Object.keys(known.get(name)?.manifest.dependencies ?? {}))
      if (known.has(other)) needed.add(other);
  return [...needed].map((name) => known.get(name)!.folder);
}
