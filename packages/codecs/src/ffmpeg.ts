import { AV_LOG_QUIET } from 'node-av/constants';
import { Log } from 'node-av/lib';

// FFmpeg has one level for the whole process, so it is set in one place. It prints a banner at every open, and a line
// for what is wrong with each frame, of which strangers send as many as they like; the return codes say it too.
Log.setLevel(AV_LOG_QUIET);

/** @throws {Error} When FFmpeg returned an error. @param doing What it was asked to do, as in "could not …". */
export function check(result: number, doing: string): void {
  if (result < 0) throw new Error(`FFmpeg could not ${doing} (code ${result})`);
}
