import { platform, setPriority } from 'node:os';

/** Niceness: a third of the share of a thread with work that is due now. */
const LATER = 5;

/**
 * Lets threads with work that is due now come first: the sound of the next sentence can wait a little, pictures and
 * packets cannot. Linux takes this for the calling thread alone (setpriority(2)); elsewhere it would slow the whole process.
 */
export function giveWayToMedia(): void {
  if (platform() === 'linux') setPriority(LATER);
}
