import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WorkerHost } from './worker-host.js';

type Calls = {
  add: { argument: number[]; result: number };
  fail: { argument: undefined; result: never };
  die: { argument: undefined; result: never };
  hang: { argument: undefined; result: never };
};

/** Answers as `serveWorker` does, in plain JavaScript, so that Node can run it uncompiled. */
const WORKER = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', (message) => {
    if (message === 'leave') process.exit();
    const { id, name, argument } = message;
    if (name === 'hang') for (;;);
    if (name === 'die') process.exit(3);
    if (name === 'fail') return parentPort.postMessage({ kind: 'error', id, message: 'out of breath' });
    parentPort.postMessage({ kind: 'result', id, result: argument.reduce((a, b) => a + b, 0) });
  });
`;

describe('WorkerHost', () => {
  let folder: string;
  let module: URL;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'visavis-worker-'));
    module = pathToFileURL(join(folder, 'worker.mjs'));
    await writeFile(module, WORKER);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('answers calls, and tells the failure of one without harm to the next', async () => {
    const host = new WorkerHost<Calls>(module, { name: 'test' });
    await expect(host.call('fail', undefined)).rejects.toMatchObject({
      code: 'provider.failed',
      message: 'out of breath',
    });
    expect(await host.call('add', [1, 2, 3])).toBe(6);
    await host.close();
    await expect(host.call('add', [1])).rejects.toMatchObject({ code: 'worker.died' });
  });

  it('fails what a dying thread held, and starts another one', async () => {
    const host = new WorkerHost<Calls>(module, { name: 'test', restartAfterMs: 0 });
    const restarted = new Promise((resolve) => host.events.on('restarted', resolve));
    const deaths: string[] = [];
    host.events.on('died', ({ reason }) => deaths.push(reason));
    await expect(host.call('die', undefined)).rejects.toMatchObject({ code: 'worker.died' });
    await restarted;
    expect(await host.call('add', [20, 22])).toBe(42);
    expect(deaths).toEqual(['exit code 3']);
    await host.close();
  });

  it('ends a thread between two calls, however often it is asked to', async () => {
    const host = new WorkerHost<Calls>(module, { name: 'test' });
    const answer = host.call('add', [1, 2]);
    await Promise.all([expect(answer).rejects.toMatchObject({ code: 'worker.died' }), host.close(), host.close()]);
    await host.close();
  });

  it('ends a thread that does not listen by force', async () => {
    const host = new WorkerHost<Calls>(module, { name: 'test' });
    host.post('hang', undefined);
    await host.close();
  });

  it('stays dead where nobody asked for another', async () => {
    const host = new WorkerHost<Calls>(module, { name: 'test' });
    await expect(host.call('die', undefined)).rejects.toMatchObject({ code: 'worker.died' });
    await expect(host.call('add', [1])).rejects.toMatchObject({ code: 'worker.died' });
    await host.close();
  });
});
