import { unblocked } from '../log-sink.js';

/** Prints a line for people: standard output holds a handful of lines, the log goes to standard error. */
export const say = (line: string): void => void unblocked(process.stdout).write(`${line}\n`);
