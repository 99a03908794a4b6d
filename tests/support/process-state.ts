import { readdir, readFile } from 'node:fs/promises';

/** What a process holds, as the system counts it. */
export interface ProcessState {
  readonly threads: number;
  /** Sockets, pipes and files. */
  readonly descriptors: number;
  readonly residentBytes: number;
}

/** Linux only. @returns `undefined` elsewhere. @see proc(5) */
export async function processState(pid: number): Promise<ProcessState | undefined> {
  if (process.platform !== 'linux') return undefined;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const descriptors = (await readdir(`/proc/${pid}/fd`)).length;
  return { threads: field('Threads'), descriptors, residentBytes: field('VmRSS') * 1024 };
}
