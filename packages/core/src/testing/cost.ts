/** Tests run on Node, whose types the package itself does without. */
declare const process: { cpuUsage(): { readonly user: number; readonly system: number } };

/** @returns Microseconds of processor time that `work` takes: other programs do not count. */
export function costOf(work: () => unknown): number {
  const before = totalUs();
  work();
  return totalUs() - before;
}

/** Only the sum is exact: the system divides it into its two parts by samples some milliseconds apart. */
function totalUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
