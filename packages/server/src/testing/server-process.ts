import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Health } from '../health.js';

/** The built server, running as a process of its own. */
export interface RunningServer {
  /** Address of the server. */
  readonly url: string;
  readonly license: string;
  readonly pid: number;
  /** Address of the unified socket; the license is added unless the query names one. */
  socketUrl(query?: Record<string, string>): string;
  health(): Promise<Health>;
  /** An address that opens the page once, as the server has printed it. Resolves when there is one that is unused. */
  invitation(): Promise<string>;
  /** Text it has printed so far. */
  output(): string;
  /** Ends it as an operator would. Idempotent. @returns Its exit code. */
  stop(): Promise<number | null>;
}

const LICENSE = 'vv_key-of-the-tests';
/** The command line of this package's build, wherever this file runs from. */
const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** The avatar is prepared once and kept for later runs. */
const DATA = resolve('test-results/data');
/** Preparing the avatar for the first time on a small machine. */
const READY_WITHIN_MS = 90_000;
/** More than the server allows itself to say good-bye. */
const GONE_WITHIN_MS = 10_000;

/**
 * Starts the built server on a free port of this machine, for tests and benchmarks, and waits until it could serve a session.
 * @param environment Added to a small environment of its own, so that a developer's settings do not change the tests.
 * @param options.readsLog Whether its log is read; a log that nothing reads fills its pipe.
 * @throws {Error} With what it printed, when it ends or is not ready in time.
 */
export async function startServer(
  environment: Record<string, string> = {},
  { readsLog = true }: { readsLog?: boolean } = {},
): Promise<RunningServer> {
  const port = Number(environment['PORT'] ?? (await freePort()));
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      // The usual one can be had by one server of a machine only.
      VISAVIS_STUN_PORT: '0',
      VISAVIS_DATA: DATA,
      VISAVIS_LICENSE: LICENSE,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (text: Buffer) => (output += text.toString());
  child.stdout.on('data', keep);
  if (readsLog) child.stderr.on('data', keep);
  const ended = once(child, 'exit');
  // A test process that dies of an error must not leave it behind.
  const takeAlong = (): void => void child.kill('SIGKILL');
  process.once('exit', takeAlong);
  void ended.then(() => process.off('exit', takeAlong));
  const url = `http://127.0.0.1:${port}`;
  const license = environment['VISAVIS_LICENSE'] ?? LICENSE;

  const stop = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    const tooLong = setTimeout(() => child.kill('SIGKILL'), GONE_WITHIN_MS);
    if (child.exitCode === null && child.signalCode === null) await ended;
    clearTimeout(tooLong);
    return child.exitCode;
  };
  let invited = 0;
  const invitation = async (): Promise<string> => {
    const printed = () => [...output.matchAll(/http:\/\/\S+#k=\S+/g)].map(([address]) => address)[invited];
    while (printed() === undefined) await once(child.stdout, 'data');
    const address = printed()!;
    invited++;
    return address;
  };
  const health = async (): Promise<Health> =>
    (await (await fetch(`${url}/healthz`, { headers: { license } })).json()) as Health;
  const isReady = () =>
    health().then(
      ({ ready }) => ready,
      () => false,
    );

  for (
    const deadline = Date.now() + READY_WITHIN_MS;
    !(await isReady());
    await new Promise((r) => setTimeout(r, 100))
  ) {
    if (child.exitCode === null && child.signalCode === null && Date.now() < deadline) continue;
    await stop();
    throw new Error(`The server did not become ready:\n${output}`);
  }
  return {
    url,
    license,
    pid: child.pid!,
    socketUrl: (query = {}) =>
      `ws://127.0.0.1:${port}/wss/v2/realtime-chat?${new URLSearchParams({ license, ...query })}`,
    health,
    invitation,
    output: () => output,
    stop,
  };
}

/** @returns A TCP port of this machine that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
