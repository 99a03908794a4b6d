import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** A server started as its README says. */
export interface StartedVisavis {
  /** Address of the server. */
  readonly url: string;
  /** The printed address, which opens the page once. */
  readonly invitation: string;
  /** What has been printed so far. */
  output(): string;
  /** @returns The exit code of npx. */
  stop(): Promise<number | null>;
}

/**
 * Runs `npx visavis start`, and waits until it says that it is ready.
 *
 * @param folder Where the package is installed.
 * @throws {Error} With what was printed, when it ends first.
 */
export async function npxVisavisStart(folder: string, environment: Record<string, string>): Promise<StartedVisavis> {
  const child = spawn('npx', ['visavis', 'start'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own: npx starts a shell, and that the server
  });
  let output = '';
  const ready = new Promise<void>((resolve) => {
    const keep = (text: Buffer): void => {
      output += text.toString();
      if (/^Ready: /m.test(output)) resolve();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
  });
  const ended = once(child, 'exit');
  const takeAlong = (): void => end(child, 'SIGKILL');
  process.once('exit', takeAlong);
  void ended.then(() => process.off('exit', takeAlong));
  await Promise.race([ready, ended.then(() => Promise.reject(new Error(output)))]);
  const invitation = /^Visavis is at (\S+)$/m.exec(output)?.[1] ?? '';
  return {
    url: invitation.replace(/\/#.*/, ''),
    invitation,
    output: () => output,
    stop: async () => {
      end(child, 'SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await ended;
      return child.exitCode;
    },
  };
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  process.kill(-child.pid, signal);
}
