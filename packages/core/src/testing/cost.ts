/** Tests run on Node, whose types the package itself does without. */
declare const process: { cpuUsage(since?: object): { readonly user: number } };

/** @returns Microseconds of processor time that `work` takes: other programs do not count. */
export function costOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user;
}
