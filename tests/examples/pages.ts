import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Page } from 'playwright-core';
import type { RunningServer } from '@visavis/server/testing';

const LISTENING = /Open (http:\/\/[^/]+\/)/;

/** The examples' own web server, started as its README says. */
export class Pages {
  readonly #child: ChildProcess;
  /** Where the folders of the examples are. */
  readonly origin: string;

  private constructor(child: ChildProcess, origin: string) {
    this.#child = child;
    this.origin = origin;
  }

  /** @param example The one it is started for; it serves all. @throws {Error} With what it printed, when it ends first. */
  static async serve(server: RunningServer, example: string): Promise<Pages> {
    const child = spawn(process.execPath, ['examples/serve.mjs', example], {
      env: { PATH: process.env['PATH'], VISAVIS_URL: server.url, VISAVIS_LICENSE: server.license },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stderr.on('data', (text: Buffer) => (output += text.toString()));
    const listening = new Promise<string>((resolve) =>
      child.stdout.on('data', (text: Buffer) => {
        const found = LISTENING.exec((output += text.toString()));
        if (found) resolve(found[1]!);
      }),
    );
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(output)));
    return new Pages(child, await Promise.race([listening, ended]));
  }

  async stop(): Promise<void> {
    this.#child.kill();
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'exit');
  }
}

/** How long one look at the sound takes. */
const LISTEN_MS = 200;

/** Listens for a moment to the sound of the page's face. @returns Its peak, 0…1. */
export function loudness(page: Page): Promise<number> {
  return page.evaluate(async (listenMs) => {
    const face =
      document.querySelector('video') ?? document.querySelector('visavis-avatar')!.shadowRoot!.querySelector('video')!;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(face.srcObject as MediaStream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let peak = 0;
    for (const untilMs = performance.now() + listenMs; performance.now() < untilMs;) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      analyser.getFloatTimeDomainData(samples);
      peak = Math.max(peak, ...samples.map(Math.abs));
    }
    await context.close();
    return peak;
  }, LISTEN_MS);
}
