import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { silentLogger } from '@visavis/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ProcessHost } from './process-host.js';
import type { Attempt, TestCalls, TestEvents } from './testing/test-worker.js';
import { WorkerHost } from './worker-host.js';
import type { WorkerHostOptions } from './host.js';
import { workerModule } from './worker-module.js';

const MODULE = workerModule(import.meta.url, 'testing/test-worker');
type TestHost = WorkerHost<TestCalls, TestEvents> | ProcessHost<TestCalls, TestEvents>;

const open: TestHost[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(open.splice(0).map((host) => host.close()));
});

const HOSTS = {
  WorkerHost: (options: WorkerHostOptions) => new WorkerHost<TestCalls, TestEvents>(MODULE, options),
  ProcessHost: (options: WorkerHostOptions) => new ProcessHost<TestCalls, TestEvents>(MODULE, options),
};

describe.each(['WorkerHost', 'ProcessHost'] as const)('%s', (kind) => {
  const start = (options: Partial<WorkerHostOptions> = {}): TestHost => {
    const host = HOSTS[kind]({ name: 'test', ...options });
    open.push(host);
    return host;
  };

  it('answers calls, and rejects a call that fails without harm to the next', async () => {
    const host = start();
    await expect(host.call('fail', undefined)).rejects.toMatchObject({
      code: 'provider.failed',
      message: 'out of breath',
    });
    expect(await host.call('add', [1, 2, 3])).toBe(6);
  });

  it('carries bytes in both directions unchanged', async () => {
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i & 255);
    const echoed = await start().call('echo', bytes);
    expect(echoed).toBeInstanceOf(Uint8Array);
    expect(Buffer.compare(echoed, bytes)).toBe(0); // toEqual takes seconds for as many
  });

  it('rejects an argument that cannot be copied, and goes on', async () => {
    const host = start();
    await expect(host.call('add', [() => 1] as unknown as number[])).rejects.toThrow();
    expect(await host.call('add', [4])).toBe(4);
  });

  it('passes data to the worker, and emits the events of the worker', async () => {
    const host = start({ data: { language: 'en' } });
    const announced = new Promise((resolve) => host.events.on('announced', resolve));
    expect(await host.call('data', undefined)).toEqual({ language: 'en' });
    host.post('announce', 'ready');
    expect(await announced).toEqual({ text: 'ready' });
  });

  it('fails the calls in flight when the worker ends, and starts another one', async () => {
    const host = start({ restartAfterMs: 0, logger: silentLogger });
    const restarted = new Promise((resolve) => host.events.on('restarted', resolve));
    const deaths: string[] = [];
    host.events.on('died', ({ reason }) => deaths.push(reason));
    const inFlight = [host.call('never', undefined), host.call('exit', 3)];
    for (const call of inFlight) await expect(call).rejects.toMatchObject({ code: 'worker.died' });
    await expect(host.call('add', [1])).rejects.toMatchObject({ code: 'worker.died' });
    await restarted;
    expect(await host.call('add', [20, 22])).toBe(42);
    expect(deaths).toEqual(['exit code 3']);
  });

  it('R-02: ends a worker that answers nothing within its deadline, and starts another one', async () => {
    const host = start({ restartAfterMs: 0, logger: silentLogger, deadlineMs: 100 });
    const restarted = new Promise((resolve) => host.events.on('restarted', resolve));
    const stuck = [host.call('hang', undefined), host.call('add', [1])];
    for (const call of stuck)
      await expect(call).rejects.toMatchObject({ code: 'worker.died', message: 'no answer in 100 ms' });
    await restarted;
    expect(await host.call('add', [20, 22])).toBe(42);
  });

  it('treats an exception outside of a call as the end of the worker', async () => {
    const host = start();
    const died = new Promise((resolve) => host.events.on('died', resolve));
    host.post('throwLater', 'out of its mind');
    await died;
    await expect(host.call('add', [1])).rejects.toMatchObject({ code: 'worker.died' });
  });

  it('stays ended without a restart', async () => {
    const host = start();
    await expect(host.call('exit', 1)).rejects.toMatchObject({ code: 'worker.died' });
    await expect(host.call('add', [1])).rejects.toMatchObject({ code: 'worker.died' });
    host.post('add', [1]);
  });

  it('closes between two calls, however often `close` is called', async () => {
    const host = start();
    const answer = host.call('never', undefined);
    await Promise.all([expect(answer).rejects.toMatchObject({ code: 'worker.died' }), host.close(), host.close()]);
    await expect(host.call('add', [1])).rejects.toMatchObject({ code: 'worker.died', message: 'closed' });
    await host.close();
  });

  it('closes while it waits to restart, and starts no other worker', async () => {
    const host = start({ restartAfterMs: 60_000 });
    await expect(host.call('exit', 1)).rejects.toMatchObject({ code: 'worker.died' });
    await host.close();
    await expect(host.call('add', [1])).rejects.toMatchObject({ code: 'worker.died' });
  });

  it('ends an unresponsive worker by force', async () => {
    const host = start();
    host.post('hang', undefined);
    await host.close();
  });
});

describe('WorkerHost', () => {
  it('lets a thread that is still loading leave in order, since ending it in native code aborts the process', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const signs = new Int32Array(new SharedArrayBuffer(8));
    const host = new WorkerHost(workerModule(import.meta.url, 'testing/slow-worker'), { name: 'test', data: signs });
    const closed = host.close();
    vi.advanceTimersByTime(20_000);
    Atomics.store(signs, 0, 1);
    Atomics.notify(signs, 0);
    await closed;
    expect(Atomics.load(signs, 1)).toBe(1);
  });
});

describe('ProcessHost', () => {
  it('quotes the last line of a quiet process that ends before its first answer, and no line afterwards', async () => {
    const quiet = (): TestHost => {
      const host = new ProcessHost<TestCalls, TestEvents>(MODULE, { name: 'test', quiet: true });
      open.push(host);
      return host;
    };
    await expect(quiet().call('complain', 'no metadata')).rejects.toMatchObject({
      code: 'worker.died',
      message: 'exit code 255: no metadata',
    });
    const works = quiet();
    await works.call('add', [1]);
    await expect(works.call('complain', 'what a user said')).rejects.toThrow(/^exit code 255$/);
  });

  const startConfined = (): ProcessHost<TestCalls, TestEvents> => {
    const confinement = { heapMb: 64, addressSpaceMb: 2048 };
    const host = new ProcessHost<TestCalls, TestEvents>(MODULE, { name: 'test', confinement });
    open.push(host);
    return host;
  };

  it.each(['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const)('survives a process that ends by %s', async (signal) => {
    const host = new ProcessHost<TestCalls, TestEvents>(MODULE, { name: 'test', restartAfterMs: 0 });
    open.push(host);
    const died = new Promise((resolve) => host.events.on('died', resolve));
    const restarted = new Promise((resolve) => host.events.on('restarted', resolve));
    const first = await host.call('pid', undefined);
    const inFlight = host.call('signal', signal).then(() => host.call('never', undefined));
    await expect(inFlight).rejects.toMatchObject({ code: 'worker.died' });
    expect(await died).toEqual({ reason: `ended by ${signal}` });
    await restarted;
    expect(await host.call('pid', undefined)).not.toBe(first);
  });

  it.each<Attempt>(['read a file', 'read the data folder', 'write a file', 'run a program', 'start a thread'])(
    'Scenario S20: a confined process cannot %s, and goes on',
    async (what) => {
      const host = startConfined();
      await expect(host.call('attempt', what)).rejects.toThrow(/restricted/);
      expect(await host.call('add', [1, 2])).toBe(3);
    },
  );

  it('a confined process is started by a link to its module, as some package managers leave it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'visavis-link-'));
    // The compiled module: the link leads to all of the package.
    await symlink(fileURLToPath(new URL('../', import.meta.url)), join(folder, 'worker'));
    const inside = fileURLToPath(MODULE).slice(fileURLToPath(new URL('../', import.meta.url)).length);
    const module = pathToFileURL(join(folder, 'worker', inside));
    const host = new ProcessHost<TestCalls, TestEvents>(module, {
      name: 'test',
      confinement: { heapMb: 64, addressSpaceMb: 2048 },
    });
    open.push(host);
    expect(await host.call('add', [1, 2])).toBe(3);
    await rm(folder, { recursive: true });
  });

  it('Scenario S20: a confined process has no environment, in which keys may be', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'sk-of-the-tests');
    const names = await startConfined().call('attempt', 'read the environment');
    vi.unstubAllEnvs();
    expect(names).not.toContain('OPENAI_API_KEY');
    expect(names).not.toContain('PATH');
  });

  it('Scenario S20: no process has keys of its owner in its environment, and each finds its libraries', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'sk-of-the-tests');
    vi.stubEnv('VISAVIS_LICENSE', 'vv_of-the-tests');
    vi.stubEnv('LD_LIBRARY_PATH', '/opt/lib');
    const host = new ProcessHost<TestCalls, TestEvents>(MODULE, { name: 'test' });
    open.push(host);
    const names = (await host.call('attempt', 'read the environment')).split(',');
    vi.unstubAllEnvs();
    expect(names).toContain('LD_LIBRARY_PATH');
    expect(names.filter((name) => /KEY|LICENSE|SECRET|TOKEN|VISAVIS/.test(name))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('Scenario S20: a confined process cannot take all memory', async () => {
    const host = startConfined();
    await expect(host.call('attempt', 'allocate 4 GB')).rejects.toMatchObject({ code: 'provider.failed' });
    expect(await host.call('add', [1, 2])).toBe(3);
  });

  it.runIf(process.platform === 'linux')('ends a process that holds more memory than it may', async () => {
    const host = new ProcessHost<TestCalls, TestEvents>(MODULE, { name: 'test', residentMb: 300 });
    open.push(host);
    expect(await host.call('add', [1, 2])).toBe(3);
    await expect(host.call('hoard', undefined)).rejects.toMatchObject({
      code: 'worker.died',
      message: 'ended by SIGKILL',
    });
  });

  it('Scenario S20: ends a process that works on one call for too long, and no other', async () => {
    const host = new ProcessHost<TestCalls, TestEvents>(MODULE, { name: 'test', callLimitMs: 300, restartAfterMs: 0 });
    open.push(host);
    const restarted = new Promise((resolve) => host.events.on('restarted', resolve));
    expect(await host.call('add', [1, 2])).toBe(3);
    await expect(host.call('hang', undefined)).rejects.toMatchObject({ code: 'worker.died' });
    await restarted;
    expect(await host.call('add', [20, 22])).toBe(42);
  });

  it('reports a missing module as the end of the process', async () => {
    const host = new ProcessHost<TestCalls>(new URL('./missing.js', MODULE), { name: 'test' });
    await expect(host.call('add', [1])).rejects.toMatchObject({ code: 'worker.died' });
    await host.close();
  });

  it.each(['stuck-worker', 'test-worker'])('is closed at once, whatever its process does: %s', async (name) => {
    // On a clock that stands still: a process that was waited for would never end.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const module = workerModule(import.meta.url, `testing/${name}`);
    const host = new ProcessHost<TestCalls, TestEvents>(module, { name: 'test' });
    if (name === 'test-worker') {
      expect(await host.call('add', [1, 2])).toBe(3);
      host.post('hang', undefined);
    }
    await host.close();
  });

  it.runIf(process.platform === 'linux')(
    'gives way with all of its threads, those of the platform included',
    async () => {
      const host = new ProcessHost<TestCalls, TestEvents>(MODULE, { name: 'test', niceness: 10 });
      open.push(host);
      const pid = await host.call('pid', undefined);
      const threads = await readdir(`/proc/${pid}/task`);
      expect(threads.length).toBeGreaterThan(1);
      expect(threads.map((thread) => getPriority(Number(thread)))).toEqual(threads.map(() => 10));
    },
  );

  it('leaves no process behind when its owner is killed', async () => {
    const script = `
      import { ProcessHost } from ${JSON.stringify(new URL('process-host.js', new URL('..', MODULE)).href)};
      const host = new ProcessHost(new URL(${JSON.stringify(MODULE.href)}), { name: 'test' });
      console.log(await host.call('pid', undefined));
    `;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(owner.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(isAlive(pid)).toBe(true);
    owner.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
