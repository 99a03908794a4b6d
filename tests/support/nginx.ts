import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@visavis/server/testing';
import { onPath } from './on-path.js';

const UP_WITHIN_MS = 10_000;

/** nginx in front of a server, configured as guides write it: `proxy_pass`, and no header added or kept. */
export interface Nginx {
  /** Where it listens, as in `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Idempotent. */
  stop(): Promise<void>;
}

/** @returns `undefined` where nginx is not installed. */
export const findNginx = (): string | undefined => onPath('nginx');

/**
 * @param target Address of the server behind it.
 * @throws {Error} When it is not installed; with what it printed, when it does not come up.
 */
export async function startNginx(target: string): Promise<Nginx> {
  const program = findNginx();
  if (program === undefined) throw new Error('nginx is not installed');
  const folder = await mkdtemp(join(tmpdir(), 'visavis-nginx-'));
  const port = await freePort();
  await writeFile(join(folder, 'nginx.conf'), configuration(folder, port, target));
  const child = spawn(program, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const takeAlong = (): void => void child.kill('SIGKILL');
  process.once('exit', takeAlong);
  const stop = async (): Promise<void> => {
    process.off('exit', takeAlong);
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    await rm(folder, { recursive: true, force: true });
  };
  for (const deadline = Date.now() + UP_WITHIN_MS; !(await answers(port));) {
    if (Date.now() < deadline && child.exitCode === null) continue;
    await stop();
    throw new Error(`nginx did not come up:\n${output.slice(-2000)}`);
  }
  return { url: `http://127.0.0.1:${port}`, stop };
}

const configuration = (folder: string, port: number, target: string): string => `
  daemon off;
  master_process off;
  pid ${folder}/pid;
  error_log stderr;
  events {}
  http {
    access_log off;
    ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join('\n')}
    server {
      listen 127.0.0.1:${port};
      location / { proxy_pass ${target}; }
    }
  }`;

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const up = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => setTimeout(() => resolve(false), 100));
  });
  socket.destroy();
  return up;
}
