import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const INSTALL_ONE = 'No browser for the tests on this kind of machine: install Chromium, or name one in CHROME_PATH.';

/**
 * Finds a Chromium to test with: CHROME_PATH, else one on the PATH, else the one that comes as a package (Linux x64).
 * @throws {Error} One sentence that says what to do.
 */
export async function findBrowser(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const named = environment['CHROME_PATH'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROME_PATH is ${named}, and there is no program there.`);
  }
  return onPath(environment['PATH'] ?? '') ?? (await fromPackage());
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

async function fromPackage(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error(INSTALL_ONE);
  // So told, the package unpacks the libraries as well that a bare system lacks, and puts them on the search path.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs20.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
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
export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
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
      `--use-fake-ui-for-media-stream${options.allowMicrophone === false ? '=deny' : ''}`,
      ...(options.microphoneWav ? [`--use-file-for-fake-audio-capture=${options.microphoneWav}%noloop`] : []),
      // Headless, the browser would otherwise be laxer than the same browser with a window.
      `--autoplay-policy=${options.allowAutoplay === false ? 'document-user-activation-required' : 'no-user-gesture-required'}`,
      // One name of the switch or the other, as the browser's version has it.
      ...(options.blockUdp
        ? ['--webrtc-ip-handling-policy', '--force-webrtc-ip-handling-policy'].map(
            (name) => `${name}=disable_non_proxied_udp`,
          )
        : []),
    ],
  });
}
