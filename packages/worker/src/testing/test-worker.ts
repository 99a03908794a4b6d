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
  exit: { argument: number; result: void };
  signal: { argument: NodeJS.Signals; result: void };
  throwLater: { argument: string; result: void };
  never: { argument: undefined; result: void };
};
export type TestEvents = { announced: { text: string } };

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
  exit: (code) => process.exit(code),
  signal: (signal) => void process.kill(process.pid, signal),
  throwLater: (message) =>
    void setImmediate(() => {
      throw new Error(message);
    }),
  never: () => new Promise(() => undefined),
});
