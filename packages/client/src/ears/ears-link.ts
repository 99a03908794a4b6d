import { problem, type Problem } from '../problem.js';
import type { BrowserRecognition, Recognition } from './browser-recognition.js';
import {
  findBrowserEars,
  type BrowserEars,
  type EarsChoice,
  type FindBrowserEarsOptions,
} from './find-browser-ears.js';
import { RecognisedText, type TakeText } from './recognised-text.js';

/**
 * What turns the user's speech into text now: the server; the browser, on the device or by its maker's service; or still
 * the server, while the browser prepares itself.
 */
export type EarsState = 'server' | 'preparing' | 'browser' | 'device';

export interface EarsPlatform {
  /** The browser's own speech recognition; `undefined` where it has none. */
  readonly recognition: BrowserRecognition | undefined;
  after(delayMs: number, callback: () => void): () => void;
  nowMs(): number;
}

export interface EarsLinkHandlers {
  /** The browser has recognised words. */
  heard: TakeText;
  stateChanged(state: EarsState): void;
  /** The ears are the server's from now on. */
  failed(problem: Problem): void;
}

/** A recognition that has lasted so long was no failure, whatever it ended with: browsers end every one at some time. */
const LIVED_MS = 5_000;
/** One that ends sooner than this was a failure, even if it reports silence. */
const STILLBORN_MS = 500;
const FIRST_RETRY_MS = 250;
const MAX_FAILURES = 4;
/** A recognition that hears nothing of so many utterances is taken for stuck. */
const MAX_MISSED = 2;

const FATAL: Readonly<Record<string, string>> = {
  'not-allowed': 'The browser’s speech recognition is blocked for this page',
  'service-not-allowed': 'The browser does not allow its speech recognition here',
  'audio-capture': 'The browser’s speech recognition cannot use the microphone',
  'language-not-supported': 'The browser’s speech recognition does not know this language',
};

interface Listening {
  readonly recognition: Recognition;
  readonly text: RecognisedText;
  readonly startedMs: number;
  /** The latest error, as the browser names it. */
  error: string;
  /** Whether it has recognised anything. */
  heard: boolean;
}

/**
 * A session's ears in the browser: recognition by recognition for as long as there is a microphone to be heard, and the
 * server's ears where that cannot be.
 */
export class EarsLink {
  readonly #platform: EarsPlatform;
  readonly #handlers: EarsLinkHandlers;
  #state: EarsState = 'server';
  #ears: BrowserEars | undefined;
  #track: MediaStreamTrack | undefined;
  #listening: Listening | undefined;
  /** Counts choices, so that an answer to an earlier one has no effect. */
  #choices = 0;
  #failures = 0;
  #missed = 0;
  #cancelRetry: () => void = () => undefined;

  constructor(platform: EarsPlatform, handlers: EarsLinkHandlers) {
    this.#platform = platform;
    this.#handlers = handlers;
  }

  get state(): EarsState {
    return this.#state;
  }

  /** Uses the ears of a choice from now on. A browser that cannot reports it, and the ears stay the server's. */
  async choose(choice: EarsChoice, options: FindBrowserEarsOptions): Promise<void> {
    const number = ++this.#choices;
    this.#ears = undefined;
    this.#stop();
    if (choice === 'server') return this.#become('server');
    this.#become('preparing');
    const ears = await this.#prepared(choice, options);
    if (number !== this.#choices) return;
    if (!ears) {
      const { recognition } = this.#platform;
      return this.#fail(
        recognition ? 'This browser cannot recognise speech on the device' : 'This browser has no speech recognition',
      );
    }
    this.#ears = ears;
    this.#failures = 0;
    this.#run();
  }

  /** @param track What is to be heard; `undefined` while nothing is: no microphone, a muted one, or no connection. */
  hear(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#failures = 0;
    this.#stop();
    this.#run();
  }

  /** The server has heard an utterance, and received no words of it. */
  missed(): void {
    if (!this.#listening || ++this.#missed < MAX_MISSED) return;
    this.#missed = 0;
    this.#stop();
    this.#run();
  }

  /** Idempotent. */
  close(): void {
    this.#choices++;
    this.#ears = undefined;
    this.#stop();
  }

  async #prepared(choice: 'browser' | 'device', options: FindBrowserEarsOptions): Promise<BrowserEars | undefined> {
    const { recognition } = this.#platform;
    const ears = recognition && (await findBrowserEars(choice, options, recognition));
    if (!ears?.toDownload) return ears;
    const languages = { langs: [ears.language], processLocally: true } as const;
    const installed = await recognition?.Recognition.install?.(languages).catch(() => false);
    return installed ? { ...ears, toDownload: false } : undefined;
  }

  #run(): void {
    const { recognition: offered } = this.#platform;
    if (!this.#ears || !this.#track || this.#listening || !offered) return;
    const listening = this.#prepare(offered, this.#ears);
    this.#listening = listening;
    try {
      listening.recognition.start(this.#track);
    } catch (error) {
      this.#fail(`The browser’s speech recognition cannot be started: ${String(error)}`);
    }
  }

  #prepare(offered: BrowserRecognition, { place, language }: BrowserEars): Listening {
    const recognition = new offered.Recognition();
    // A browser on Android ends after a sentence whatever it is asked for, and repeats more when it is asked for that.
    Object.assign(recognition, { lang: language, continuous: !offered.repeats, interimResults: true });
    if (place === 'device') recognition.processLocally = true;
    const text = new RecognisedText(offered, (words, final) => {
      listening.heard = true;
      this.#missed = 0;
      this.#handlers.heard(words, final);
    });
    const listening: Listening = { recognition, text, startedMs: this.#platform.nowMs(), error: '', heard: false };
    recognition.onstart = () => this.#become(place);
    recognition.onresult = ({ results }) => text.read(results);
    recognition.onerror = ({ error }) => (listening.error = error);
    recognition.onend = () => this.#ended(listening);
    return listening;
  }

  /** Silence ends a recognition, too; the next one begins at once, for words in between are lost. */
  #ended({ text, startedMs, error, heard }: Listening): void {
    this.#listening = undefined;
    text.end();
    const fatal = FATAL[error];
    if (fatal !== undefined) return this.#fail(fatal);
    const livedMs = this.#platform.nowMs() - startedMs;
    const wellEnded = heard || livedMs >= LIVED_MS || (error === 'no-speech' && livedMs >= STILLBORN_MS);
    this.#failures = wellEnded ? 0 : this.#failures + 1;
    if (this.#failures >= MAX_FAILURES) return this.#fail(endless(error));
    const delayMs = wellEnded ? 0 : FIRST_RETRY_MS * 2 ** (this.#failures - 1);
    this.#cancelRetry = this.#platform.after(delayMs, () => this.#run());
  }

  /** Ends the recognition under way; its words so far count. */
  #stop(): void {
    this.#cancelRetry();
    if (!this.#listening) return;
    const { recognition, text } = this.#listening;
    this.#listening = undefined;
    recognition.onstart = recognition.onresult = recognition.onerror = recognition.onend = null;
    recognition.abort();
    text.end();
  }

  #fail(message: string): void {
    this.#ears = undefined;
    this.#stop();
    this.#become('server');
    this.#handlers.failed(problem('ears', message));
  }

  #become(state: EarsState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#handlers.stateChanged(state);
  }
}

const endless = (error: string): string =>
  error === 'network'
    ? 'The browser’s speech recognition does not reach its service'
    : 'The browser’s speech recognition ends as soon as it begins';
