import { CodedError, type Clock } from '@visavis/core';
import { WIRE_RATE_HZ } from '@visavis/sound';
import type { ConversationSettings, JsonObject, ReplyOverrides, SoundReply, SoundReplyPart } from '@visavis/speech';
import { parsedJson, recordOf } from '../http/json.js';
import { withinLimits } from '../within-limits.js';
import type { RealtimeEvent } from './realtime-event.js';
import { WireSound } from './wire-sound.js';

/** What a reply asks of the conversation that it belongs to. */
export interface RealtimeReplyOptions {
  readonly settings: ConversationSettings & ReplyOverrides;
  readonly clock: Clock;
  /** The subject of an error's message: the service. */
  readonly what: string;
  /** The service has sent nothing of it for too long. */
  fellSilent(error: CodedError): void;
  /** Its parts are not wanted any more. */
  abandoned(reply: RealtimeReply): void;
  /** @param heardMs Whole, from 1 to the sound received of the item. */
  truncate(itemId: string, heardMs: number): void;
  delete(itemId: string): void;
  keptAs(reply: RealtimeReply, historyId: string, text: string): void;
}

/** A message of the reply, and the sound that has come of it. */
interface SpokenItem {
  readonly id: string;
  samples: number;
  forgotten: boolean;
  /** What is kept of it, ms. */
  keptMs: number;
}

type OfReply = Extract<RealtimeEvent, { type: 'item' | 'words' | 'sound' | 'callDelta' | 'call' }>;

const SAMPLES_PER_MS = WIRE_RATE_HZ / 1000;
/** The longest silence of the service before a reply and within it, ms. */
const SILENCE_LIMIT_MS = 12_000;

/** One reply of the service: its events come in here, and its parts go out. */
export class RealtimeReply implements SoundReply {
  readonly #options: RealtimeReplyOptions;
  readonly #sound = new WireSound();
  readonly #items: SpokenItem[] = [];
  readonly #calls = new Map<string, { readonly callId: string; readonly name: string; done: boolean }>();
  readonly #waiting: SoundReplyPart[] = [];
  #end: 'over' | Error | undefined;
  #wake: () => void = () => undefined;
  #begun = false;
  #abandoned = false;
  #cutMs: number | undefined;

  constructor(options: RealtimeReplyOptions) {
    this.#options = options;
  }

  get settings(): ConversationSettings & ReplyOverrides {
    return this.#options.settings;
  }

  /** Whether a part has come: it cannot be asked for again. */
  get begun(): boolean {
    return this.#begun;
  }

  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** The service's ids of its messages that are not forgotten. */
  get itemIds(): readonly string[] {
    return this.#items.filter(({ forgotten }) => !forgotten).map(({ id }) => id);
  }

  async *parts(signal: AbortSignal): AsyncGenerator<SoundReplyPart> {
    const { clock, what } = this.#options;
    const limits = { clock, what, signal, firstMs: SILENCE_LIMIT_MS, silenceMs: SILENCE_LIMIT_MS };
    const abandon = (): void => this.#abandon();
    signal.addEventListener('abort', abandon, { once: true });
    try {
      yield* withinLimits(this.#arriving(), limits);
    } catch (error) {
      if (!signal.aborted && this.#end === undefined) this.#options.fellSilent(error as CodedError);
      throw error;
    } finally {
      signal.removeEventListener('abort', abandon);
      this.#abandon();
    }
  }

  cut(heardMs: number): void {
    this.#cutMs = heardMs;
    let beforeMs = 0;
    for (const item of this.#items) {
      const receivedMs = item.samples / SAMPLES_PER_MS;
      this.#cutItem(item, heardMs - beforeMs);
      beforeMs += receivedMs;
    }
  }

  keptAs(itemId: string, text: string): void {
    this.#options.keptAs(this, itemId, text);
  }

  /** An event of this reply has come. */
  take(event: OfReply): void {
    if (event.type === 'item') return this.#begin(event);
    if (this.#abandoned) return;
    this.#begun = true;
    switch (event.type) {
      case 'words':
        this.#itemOf(event.itemId);
        return this.#push({ type: 'words', stretch: event.itemId, text: event.text });
      case 'sound': {
        const samples = this.#sound.read(event.base64);
        this.#itemOf(event.itemId).samples += samples.length;
        return this.#push({ type: 'sound', stretch: event.itemId, samples });
      }
      case 'callDelta': {
        const call = this.#calls.get(event.itemId);
        if (call && !call.done)
          this.#push({ type: 'toolCallDelta', callId: call.callId, name: call.name, delta: event.delta });
        return;
      }
      case 'call':
        return this.#call(event);
    }
  }

  /** It is over, for the service. */
  over(): void {
    // What is still made of a reply after its end was asked for is heard by none.
    if (this.#abandoned && this.#cutMs !== undefined) this.cut(this.#cutMs);
    this.#settle('over');
  }

  fail(message: string): void {
    this.#settle(new CodedError('provider.failed', message));
  }

  async *#arriving(): AsyncGenerator<SoundReplyPart, void> {
    while (!this.#abandoned) {
      const next = this.#waiting.shift();
      if (next) yield next;
      else if (this.#end === 'over') return;
      else if (this.#end) throw this.#end;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #settle(end: 'over' | Error): void {
    this.#end ??= end;
    this.#wake();
  }

  #push(part: SoundReplyPart): void {
    this.#waiting.push(part);
    this.#wake();
  }

  #begin({ itemId, callId, name }: Extract<OfReply, { type: 'item' }>): void {
    if (callId !== undefined && name !== undefined) this.#calls.set(itemId, { callId, name, done: false });
    else this.#itemOf(itemId);
  }

  #call({ itemId, callId, name, arguments: text }: Extract<OfReply, { type: 'call' }>): void {
    const call = this.#calls.get(itemId) ?? (callId && name ? { callId, name, done: false } : undefined);
    if (!call || call.done) return;
    call.done = true;
    this.#calls.set(itemId, call);
    const given: JsonObject | undefined = recordOf(text === '' ? {} : parsedJson(text));
    if (!given)
      this.#push({
        type: 'warning',
        code: 'tool.invalid_call',
        message: `The arguments of ${call.name} could not be read`,
      });
    this.#push({ type: 'toolCall', callId: call.callId, name: call.name, arguments: given ?? {} });
  }

  #itemOf(id: string): SpokenItem {
    const known = this.#items.find((item) => item.id === id);
    if (known) return known;
    const item = { id, samples: 0, forgotten: false, keptMs: Infinity };
    this.#items.push(item);
    return item;
  }

  /**
   * Only what was heard is kept. The service takes whole numbers of milliseconds, no more than it has sent, and not 0: an
   * item of which nothing was heard is deleted.
   */
  #cutItem(item: SpokenItem, heardMs: number): void {
    const receivedMs = item.samples / SAMPLES_PER_MS;
    if (item.forgotten || this.#options.settings.modalities === 'text') return;
    if (this.#end === 'over' && heardMs >= receivedMs && receivedMs > 0) return;
    const wholeMs = Math.floor(Math.min(Number.isNaN(heardMs) ? 0 : heardMs, receivedMs));
    if (wholeMs >= item.keptMs) return;
    item.keptMs = wholeMs;
    if (wholeMs >= 1) return this.#options.truncate(item.id, wholeMs);
    item.forgotten = true;
    this.#options.delete(item.id);
  }

  #abandon(): void {
    if (this.#abandoned) return;
    this.#abandoned = true;
    this.#waiting.length = 0;
    this.#wake();
    if (this.#end === undefined) this.#options.abandoned(this);
  }
}
