import type { ForkOptions } from 'node:child_process';
import { dirname, join, parse } from 'node:path';

/** Limits on a process whose native code handles what strangers send. */
export interface Confinement {
  /** Size of the JavaScript heap, MB. */
  readonly heapMb: number;
  /** Size of the address space, MB, native memory included; not limited on Windows. Node itself reserves about 1000. */
  readonly addressSpaceMb: number;
}

/** Descriptors that the process may have open: Node reads many modules at once when it starts. */
const MAX_DESCRIPTORS = 256;

/**
 * How to start a process that reads no file but code, writes none, starts no program and no thread, and has no
 * environment, in which keys may be. The limits of the system are set by the shell that becomes the process.
 *
 * The permissions of Node bind JavaScript only, so they are what a confused program meets; an attacker who runs native
 * code of their own meets the limits of the system, and finds no key in memory.
 *
 * @param file The real path of the module that it runs: a link to it could not be read.
 */
export function confinedTo({ heapMb, addressSpaceMb }: Confinement, file: string): ForkOptions {
  const permissions = [
    PERMISSION,
    // Where the flag does not exist, native modules need no permission.
    ...(knows('--allow-addons') ? ['--allow-addons'] : []),
    ...codeFolders(file).map((folder) => `--allow-fs-read=${folder}`),
    ...['ExperimentalWarning', 'SecurityWarning'].map((name) => `--disable-warning=${name}`),
  ];
  const node = [...permissions, `--max-old-space-size=${heapMb}`];
  const env = {};
  if (process.platform === 'win32') return { execArgv: node, env };
  // A limit that this system does not know is no reason not to start; -f counts the bytes of files, -c of core dumps.
  const limits = [`-v ${addressSpaceMb * 1024}`, `-n ${MAX_DESCRIPTORS}`, '-f 0', '-c 0'];
  const script = `${limits.map((limit) => `ulimit ${limit} 2>/dev/null`).join('; ')}; exec "$0" "$@"`;
  return { execPath: '/bin/sh', execArgv: ['-c', script, process.execPath, ...node], env };
}

const knows = (flag: string): boolean => process.allowedNodeEnvironmentFlags.has(flag);
const PERMISSION = knows('--permission') ? '--permission' : '--experimental-permission';

/**
 * The folders in which a module finds its code: the packages beside its own, which a workspace links to, and every
 * `node_modules` above it.
 */
function codeFolders(file: string): string[] {
  const { dir, root } = parse(file);
  const above: string[] = [];
  for (let folder = dir; folder !== root; folder = dirname(folder)) above.push(folder);
  const built = above.find((folder) => parse(folder).base === 'dist');
  const packages = built === undefined ? dir : dirname(dirname(built));
  return [packages, ...[...above, root].map((folder) => join(folder, 'node_modules'))];
}
