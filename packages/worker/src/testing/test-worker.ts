import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { serveWorker, workerData } from '../serve-worker.js';

export type TestCalls = {
  add: { argument: readonly number[]; result: number };
  /** @returns The same bytes. */
  echo: { argument: Uint8Array; result: Uint8Array };
  data: { argument: undefined; result: unknown };
  pid: { argument: undefined; result: number };
  announce: { argument: string; result: void };
  fail: { argument: undefined; result: void };
  /** Never answers, and reads no more messages. */
  hang: { argument: undefined; result: void };
  /** Never answers, and takes all memory that it is given. */
  hoard: { argument: undefined; result: void };
  exit: { argument: number; result: void };
  /** Writes a line to standard error, and ends. */
  complain: { argument: string; result: void };
  signal: { argument: NodeJS.Signals; result: void };
  throwLater: { argument: string; result: void };
  never: { argument: undefined; result: void };
  /** Does what a worker for strangers' data must not be able to do. @returns What came of it, where it can. */
  attempt: { argument: Attempt; result: string };
};
export type Attempt = keyof typeof ATTEMPTS;
export type TestEvents = { announced: { text: string } };

const ATTEMPTS = {
  'read a file': () => readFileSync('/etc/hosts', 'utf8'),
  'read the data folder': () => readFileSync(join(process.cwd(), 'package.json'), 'utf8'),
  'write a file': () => writeFileSync(join(tmpdir(), 'visavis-attempt'), 'x'),
  'run a program': () => execFileSync('true'),
  'start a thread': () => new Worker('0', { eval: true }),
  'allocate 4 GB': () => Buffer.alloc(2 ** 32).length,
  'read the environment': () => Object.keys(process.env).join(),
};

const emit = serveWorker<TestCalls, TestEvents>({
  add: (numbers) => numbers.reduce((sum, number) => sum + number, 0),
  echo: (bytes) => bytes,
  data: () => workerData(),
  pid: () => process.pid,
  announce: (text) => {
    emit('announced', { text });
  },
  fail: () => {
    throw new Error('out of breath');
  },
  hang: () => {
    for (;;);
  },
  hoard: () => {
    const held: Buffer[] = [];
    for (;;) held.push(Buffer.alloc(5_000_000, 1));
  },
  exit: (code) => process.exit(code),
  complain: (line) => {
    writeSync(2, `first\n${line}\n`);
    process.exit(255);
  },
  signal: (signal) => void process.kill(process.pid, signal),
  throwLater: (message) =>
    void setImmediate(() => {
      throw new Error(message);
    }),
  never: () => new Promise(() => undefined),
  attempt: (what) => String(ATTEMPTS[what]()),
});
