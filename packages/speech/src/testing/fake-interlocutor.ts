import { CodedError } from '@visavis/core';
import { WIRE_RATE_HZ } from '@visavis/sound';
import type { ConversationSettings, ReplyOverrides } from '../conversation-settings.js';
import type { HistoryItem } from '../history.js';
import type {
  HeardUtterance,
  Interlocution,
  InterlocutionOptions,
  Interlocutor,
  SoundReply,
  SoundReplyPart,
} from '../interlocutor.js';
import type { FinalTranscript, ShownPicture } from '../ports.js';
import { FakeEngine } from './fake-engine.js';

/** A reply whose parts the test sends. */
export class FakeSoundReply implements SoundReply {
  readonly settings: ConversationSettings & ReplyOverrides;
  /** What was cut of it, ms; `undefined` as long as it was not. */
  heardMs: number | undefined;
  kept: [string, string] | undefined;
  aborted = false;
  /** Whether no more of its parts is wanted. */
  left = false;
  readonly #waiting: SoundReplyPart[] = [];
  #state: 'open' | 'over' | Error = 'open';
  #wake: () => void = () => undefined;

  constructor(settings: ConversationSettings & ReplyOverrides) {
    this.settings = settings;
  }

  send(...parts: SoundReplyPart[]): void {
    this.#waiting.push(...parts);
    this.#wake();
  }

  /** Words, and so much of a tone. */
  says(text: string, ms: number, stretch = 'a'): void {
    const samples = Int16Array.from({ length: (ms * WIRE_RATE_HZ) / 1000 }, (_, i) => 8_000 * Math.sin(i / 10));
    this.send({ type: 'words', stretch, text }, { type: 'sound', stretch, samples });
  }

  end(error?: Error): void {
    this.#state = error ?? 'over';
    this.#wake();
  }

  async *parts(signal: AbortSignal): AsyncGenerator<SoundReplyPart> {
    signal.addEventListener('abort', () => {
      this.aborted = true;
      this.#wake();
    });
    try {
      for (;;) {
        while (this.#waiting.length > 0) yield this.#waiting.shift() as SoundReplyPart;
        signal.throwIfAborted();
        if (this.#state === 'over') return;
        if (this.#state !== 'open') throw this.#state;
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.left = true;
    }
  }

  cut(heardMs: number): void {
    this.heardMs = heardMs;
  }

  keptAs(itemId: string, text: string): void {
    this.kept = [itemId, text];
  }
}

/** An utterance as the interlocutor heard it. */
export class FakeHeard implements HeardUtterance {
  readonly interim = undefined;
  samples = 0;
  finished = false;
  closed = false;
  itemId: string | undefined;
  /** Settles the transcript. */
  transcribe: (text: string) => void = () => undefined;
  fail: () => void = () => undefined;

  write(samples: Float32Array): void {
    this.samples += samples.length;
  }

  finish(): Promise<FinalTranscript> {
    this.finished = true;
    return new Promise((resolve, reject) => {
      this.transcribe = (text) => resolve({ text });
      this.fail = () => reject(new CodedError('provider.failed', 'no transcript'));
    });
  }

  keptAs(itemId: string): void {
    this.itemId = itemId;
  }

  close(): void {
    this.closed = true;
  }
}

/** An interlocutor that records what it receives; the test sends what it says. */
export class FakeInterlocutor extends FakeEngine implements Interlocutor {
  readonly label = 'fake interlocutor';
  readonly voices = ['nova'];
  readonly sees = true;
  readonly heard: FakeHeard[] = [];
  readonly replies: FakeSoundReply[] = [];
  /** Changes of the history, in order. */
  readonly changes: unknown[] = [];
  readonly pictures: ShownPicture[] = [];
  settings: ConversationSettings = {};
  options: InterlocutionOptions | undefined;
  /** Conversations open now. */
  live = 0;

  get reply(): FakeSoundReply {
    const latest = this.replies.at(-1);
    if (!latest) throw new Error('no reply was requested');
    return latest;
  }

  open(options: InterlocutionOptions): Interlocution {
    this.options = options;
    this.live++;
    return {
      configure: (settings) => void (this.settings = settings),
      hear: () => this.#pushed(this.heard, new FakeHeard()),
      add: (item: HistoryItem, afterId) =>
        void this.changes.push(afterId === undefined ? ['add', item] : ['add', item, afterId]),
      delete: (itemId) => void this.changes.push(['delete', itemId]),
      truncate: (itemId, heardMs, text) => void this.changes.push(['truncate', itemId, heardMs, text]),
      show: (picture) => void this.pictures.push(picture),
      respond: (settings) => this.#pushed(this.replies, new FakeSoundReply(settings)),
      close: () => void this.live--,
    };
  }

  #pushed<T>(list: T[], one: T): T {
    list.push(one);
    return one;
  }
}
