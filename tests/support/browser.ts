import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const INSTALL_ONE =
  'No browser for the tests: install Chromium (Debian: apt-get install chromium), or name one in CHROME_PATH.';

/**
 * Finds a Chromium to test with: CHROME_PATH, else one on the PATH, else Debian's package, installed when we may.
 * @throws {Error} One sentence that says what to install.
 */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): string {
  const named = environment['CHROME_PATH'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROME_PATH is ${named}, and there is no program there.`);
  }
  const found = onPath(environment['PATH'] ?? '') ?? installOnDebian();
  if (!found) throw new Error(INSTALL_ONE);
  return found;
}

function onPath(path: string): string | undefined {
  const folders = path.split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installOnDebian(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return undefined;
  process.stderr.write('Installing Chromium for the browser tests (apt-get install chromium)\n');
  const aptGet = (...args: string[]): boolean =>
    spawnSync('apt-get', args, { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0;
  const install = (): boolean => aptGet('install', '-y', '--no-install-recommends', 'chromium');
  // The lists of a fresh machine may be empty or old.
  if (!install() && !(aptGet('update') && install())) return undefined;
  return onPath(process.env['PATH'] ?? '');
}

export interface BrowserOptions {
  /** What the fake microphone hears, once, from the moment it is opened. Absent: the machine has a microphone that beeps. */
  microphoneWav?: string;
  /** Whether the user allows the microphone. Default: yes. */
  allowMicrophone?: boolean;
  /** Whether sound may play before the page is touched. Default: yes. */
  allowAutoplay?: boolean;
  /** Keeps WebRTC from using UDP, as a firewall would. */
  blockUdp?: boolean;
}

/** Starts a browser that talks to this machine only. The caller closes it. */
export function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    // Muted output would still decode, but what is to be heard should be rendered like everywhere else.
    ignoreDefaultArgs: ['--mute-audio'],
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      ...(options.allowMicrophone === false ? [] : ['--use-fake-ui-for-media-stream']),
      ...(options.microphoneWav ? [`--use-file-for-fake-audio-capture=${options.microphoneWav}%noloop`] : []),
      // Headless, the browser would otherwise be laxer than the same browser with a window.
      `--autoplay-policy=${options.allowAutoplay === false ? 'document-user-activation-required' : 'no-user-gesture-required'}`,
      ...(options.blockUdp ? ['--webrtc-ip-handling-policy=disable_non_proxied_udp'] : []),
    ],
  });
}
