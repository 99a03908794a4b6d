import { readFile } from 'node:fs/promises';
import { systemClock } from '@visavis/core';

/** How often the memory of a process is looked at, ms: native code fills about 100 MB in that time. */
const EVERY_MS = 100;
/** Sizes are given in pages, which Linux has in 4 KB on all machines that Node runs on but a few. */
const PAGE_BYTES = 4096;

/**
 * Looks at the memory of a process until it ends: limits of the system bound addresses, of which WebAssembly reserves far
 * more than it uses.
 *
 * @param limitMb `undefined` for no limit. @param exceeded Called once, when the process holds more.
 * @returns A function that ends the watch.
 */
export function watchResident(pid: number | undefined, limitMb: number | undefined, exceeded: () => void): () => void {
  let cancel = (): void => undefined;
  if (process.platform !== 'linux' || pid === undefined || limitMb === undefined) return cancel;
  let stopped = false;
  const look = async (): Promise<void> => {
    // A process that has ended has no such file; its end is noticed elsewhere.
    const statm = await readFile(`/proc/${pid}/statm`, 'latin1').catch(() => '');
    if (stopped) return;
    const [, pages = 0] = statm.split(' ').map(Number);
    if (pages * PAGE_BYTES > limitMb * 1_000_000) return exceeded();
    cancel = systemClock.after(EVERY_MS, () => void look());
  };
  void look();
  return () => {
    stopped = true;
    cancel();
  };
}
