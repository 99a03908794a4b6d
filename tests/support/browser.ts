import { chromium, type Browser } from 'playwright-core';
import { findBrowser } from './find-browser.mjs';

export interface BrowserOptions {
  /** What the fake microphone hears, once, from the moment it is opened. Absent: the machine has a microphone that beeps. */
  microphoneWav?: string;
  /** Whether the user allows the microphone. Default: yes. */
  allowMicrophone?: boolean;
  /** Whether sound may play before the page is touched. Default: yes. */
  allowAutoplay?: boolean;
  /** Whether pages can draw with WebGL, which is computed here. */
  webGl?: boolean;
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
      ...(options.webGl ? ['--enable-unsafe-swiftshader'] : []),
      // One name of the switch or the other, as the browser's version has it.
      ...(options.blockUdp
        ? ['--webrtc-ip-handling-policy', '--force-webrtc-ip-handling-policy'].map(
            (name) => `${name}=disable_non_proxied_udp`,
          )
        : []),
    ],
  });
}
