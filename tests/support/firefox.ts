import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { onPath } from './on-path.js';

const NO_QUESTIONS = 'media.navigator.permission.disabled';
/** None of its settings for ICE is touched, for how it finds a path is what is tested. */
const SETTINGS = {
  // A microphone that beeps, without a question to the user.
  'media.navigator.streams.fake': true,
  [NO_QUESTIONS]: true,
  // It would fetch a decoder for H.264 from the network; VP8 is built in.
  'media.gmp-manager.updateEnabled': false,
  // As in the other browser of the tests: sound may play before the page is touched.
  'media.autoplay.default': 0,
};
const UP_WITHIN_MS = 60_000;
const GONE_WITHIN_MS = 5_000;

/** Finds the Firefox that FIREFOX_PATH names, else an installed one. @returns `undefined` where there is none. */
export const findFirefox = (environment: NodeJS.ProcessEnv = process.env): string | undefined =>
  environment['FIREFOX_PATH'] ?? onPath('firefox-esr') ?? onPath('firefox');

/**
 * A Firefox as people have it, driven by the few commands of WebDriver BiDi that a test of WebRTC needs. Libraries for
 * it follow the newest release, whose commands the one of a distribution lacks.
 *
 * @see https://www.w3.org/TR/webdriver-bidi/
 */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: WebSocket;
  readonly #open = new Map<number, (reply: Reply) => void>();
  #nextId = 1;

  private constructor(child: ChildProcess, profile: string, socket: WebSocket) {
    this.#process = child;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const reply = JSON.parse(data.toString()) as Reply;
      this.#open.get(reply.id)?.(reply);
      this.#open.delete(reply.id);
    });
  }

  /**
   * Starts it without a window, with a profile of its own. The caller closes it.
   * @param options.asks Whether it asks the user to allow the microphone; without a window, that question stays open.
   */
  static async launch(program: string, { asks = false }: { asks?: boolean } = {}): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), 'visavis-firefox-'));
    const lines = Object.entries({ ...SETTINGS, [NO_QUESTIONS]: !asks }).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${value});`,
    );
    await writeFile(join(profile, 'user.js'), lines.join('\n'));
    const child = spawn(program, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port=0'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const socket = new WebSocket(`${await addressOf(child)}/session`);
    await once(socket, 'open');
    const firefox = new Firefox(child, profile, socket);
    await firefox.send('session.new', { capabilities: {} });
    return firefox;
  }

  async newPage(): Promise<FirefoxPage> {
    const { context } = await this.send<{ context: string }>('browsingContext.create', { type: 'tab' });
    return new FirefoxPage(this, context);
  }

  /** @throws {Error} With what Firefox replied, when it refuses the command. */
  send<Result>(method: string, params: object): Promise<Result> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, ({ type, result, error, message }) =>
        type === 'success' ? resolve(result as Result) : reject(new Error(`${method}: ${error} ${message}`)),
      );
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  async close(): Promise<void> {
    const gone = once(this.#process, 'exit');
    this.send('browser.close', {}).catch(() => undefined);
    const tooLong = setTimeout(() => this.#process.kill('SIGKILL'), GONE_WITHIN_MS);
    await gone;
    clearTimeout(tooLong);
    this.#socket.terminate();
    await rm(this.#profile, { recursive: true, force: true });
  }
}

/** One tab. */
export class FirefoxPage {
  readonly #firefox: Firefox;
  readonly #context: string;

  constructor(firefox: Firefox, context: string) {
    this.#firefox = firefox;
    this.#context = context;
  }

  goto(url: string): Promise<unknown> {
    return this.#firefox.send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  /** Runs a function in the page, as on a touch of the user's. Argument and result are JSON. */
  async evaluate<Result, Argument>(
    work: (argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result> {
    const { result, exceptionDetails } = await this.#firefox.send<Evaluated>('script.callFunction', {
      functionDeclaration: `async (json) => JSON.stringify((await (${work.toString()})(JSON.parse(json))) ?? null)`,
      arguments: [{ type: 'string', value: JSON.stringify(argument ?? null) }],
      target: { context: this.#context },
      awaitPromise: true,
      userActivation: true,
    });
    if (!result) throw new Error(exceptionDetails?.text);
    return JSON.parse(result.value) as Result;
  }

  close(): Promise<unknown> {
    return this.#firefox.send('browsingContext.close', { context: this.#context });
  }
}

interface Reply {
  readonly id: number;
  readonly type: 'success' | 'error';
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

interface Evaluated {
  readonly result?: { readonly value: string };
  readonly exceptionDetails?: { readonly text: string };
}

/** @throws {Error} With what it printed, when it does not come up. */
async function addressOf(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      child.kill('SIGKILL');
      reject(new Error(`Firefox did not come up:\n${printed.slice(-2000)}`));
    };
    const tooLong = setTimeout(fail, UP_WITHIN_MS);
    child.once('exit', fail);
    child.stderr?.on('data', (text: Buffer) => {
      printed += text.toString();
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(printed)?.[1];
      if (!address) return;
      clearTimeout(tooLong);
      child.off('exit', fail);
      resolve(address);
    });
  });
}
