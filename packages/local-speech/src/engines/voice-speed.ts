import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** Stands in the folder of a voice that was found quick enough. */
const FILE = 'visavis-speed.json';

const speedRecord = z.object({
  /** The machine and the threads that it was measured with. */
  machine: z.string(),
  /** Seconds that a second of speech takes. */
  secondsPerSecond: z.number().positive(),
});

/** The slowest voice that is used without being asked for, in seconds that a second of speech takes. */
export const SLOWEST = 0.8;

const machineWith = (threads: number): string =>
  `${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${threads} threads`;

/** Whether the voice was found quick enough on this machine before. */
export async function isKnownToBeQuick(folder: string, threads: number): Promise<boolean> {
  try {
    const known = speedRecord.parse(JSON.parse(await readFile(join(folder, FILE), 'utf8')));
    return known.machine === machineWith(threads) && known.secondsPerSecond <= SLOWEST;
  } catch {
    // It was never measured, or the note is damaged: it is measured now.
    return false;
  }
}

/** Notes that a voice is quick enough. In a folder that cannot be written it is measured at each start. */
export async function noteSpeed(folder: string, threads: number, secondsPerSecond: number): Promise<void> {
  const note = { machine: machineWith(threads), secondsPerSecond: Number(secondsPerSecond.toFixed(3)) };
  await writeFile(join(folder, FILE), `${JSON.stringify(note)}\n`).catch(() => undefined);
}
