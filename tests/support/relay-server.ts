import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onPath } from './on-path.js';

const PROGRAM = 'turnserver';
const UP_WITHIN_MS = 15_000;

/** Finds coturn on the PATH. @returns `undefined` where it is not installed. */
export const findRelayServer = (): string | undefined => onPath(PROGRAM);

/** A relay on this machine that viewers reach over TCP only. */
export interface RelayServer {
  /** For VISAVIS_TURN_URLS. */
  readonly url: string;
  readonly secret: string;
  /** Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts coturn with a shared secret. It listens on TCP only, relays to this machine's own addresses, and keeps nothing.
 * @param address Where it listens and relays.
 * @throws {Error} When it is not installed; with what it printed, when it does not come up.
 */
export async function startRelayServer(address: string): Promise<RelayServer> {
  const program = findRelayServer();
  if (program === undefined) throw new Error('coturn is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'visavis-turn-'));
  const port = await freePort(address);
  const secret = 'shared-in-the-tests';
  const child = spawn(
    program,
    [
      '-n',
      '--no-udp',
      '--no-tls',
      '--no-dtls',
      '--no-cli',
      '--fingerprint',
      '--use-auth-secret',
      `--static-auth-secret=${secret}`,
      '--realm=visavis.test',
      `--listening-ip=${address}`,
      `--listening-port=${port}`,
      `--relay-ip=${address}`,
      '--allow-loopback-peers',
      `--pidfile=${join(folder, 'pid')}`,
      `--userdb=${join(folder, 'db')}`,
      '--log-file=stdout',
      '--simple-log',
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const takeAlong = (): void => void child.kill('SIGKILL');
  process.once('exit', takeAlong);
  const stop = async (): Promise<void> => {
    process.off('exit', takeAlong);
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + UP_WITHIN_MS; !(await answers(address, port));) {
    if (Date.now() < deadline && child.exitCode === null) continue;
    await stop();
    throw new Error(`coturn did not come up:\n${output.slice(-2000)}`);
  }
  return { url: `turn:${address}:${port}?transport=tcp`, secret, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function answers(address: string, port: number): Promise<boolean> {
  const socket = connect(port, address);
  const up = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => setTimeout(() => resolve(false), 100));
  });
  socket.destroy();
  return up;
}

async function freePort(address: string): Promise<number> {
  const probe = createServer().listen(0, address);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
