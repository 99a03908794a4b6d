import { CodedError, type Clock } from '@visavis/core';
import { inTime, type ReplyPart } from '@visavis/speech';
import { readChunk } from './answer-chunk.js';
import { AnswerFilter } from './answer-filter.js';
import { CallAssembler, droppedCall, type FailedCall } from './call-assembler.js';
import type { ToolNames } from './chat-tools.js';
import type { LoadingRequest } from './loading-request.js';
import { refusalIn } from './refusal.js';
import type { ServiceHabits } from './service-habits.js';

/** The longest silences of a service, ms: what counts is the time since its latest sign of life. */
export interface AnswerLimits {
  /** Before the first words. */
  readonly firstWordMs: number;
  /** Within the answer. */
  readonly silenceMs: number;
  /** Behind the complete answer. */
  readonly endMs: number;
}

export interface AnswerReaderOptions {
  readonly names: ToolNames;
  readonly habits: ServiceHabits;
  readonly limits: AnswerLimits;
  readonly clock: Clock;
  /** Takes the request over where it is given up before anything came. */
  readonly loading: LoadingRequest;
  /** Called when a request that was taken over has been answered. */
  loaded(): void;
}

type Batches = AsyncGenerator<readonly unknown[], void, undefined>;

/** Words that may turn out to have been thoughts wait no longer than this for what follows. */
const HOLD_MS = 300;

/** Reads one answer of a service, and makes parts of a reply of it. */
export class AnswerReader {
  readonly #options: AnswerReaderOptions;
  readonly #filter: AnswerFilter;
  readonly #calls: CallAssembler;
  #failed: readonly FailedCall[] = [];
  #begun = false;
  #answered = false;
  #chunks = false;
  #finish: string | undefined;

  constructor(options: AnswerReaderOptions) {
    this.#options = options;
    this.#filter = new AnswerFilter(options.names, options.habits.thoughts);
    this.#calls = new CallAssembler(options.names);
  }

  /** Whether a part of the reply has been yielded. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Calls of the answer that cannot be run, where there is no other. */
  get failed(): readonly FailedCall[] {
    return this.#failed;
  }

  /**
   * @param ask Sends the request. Its signal ends the request.
   * @throws {Refusal} When the service answers with an error.
   * @throws {CodedError} `provider.timeout`, `provider.failed`; the signal's reason when aborted.
   */
  async *read(ask: (signal: AbortSignal) => Batches, signal: AbortSignal): AsyncGenerator<ReplyPart, void, undefined> {
    const hangUp = new AbortController();
    const batches = ask(hangUp.signal);
    let next = ahead(batches);
    let left = false;
    try {
      for (;;) {
        if (this.#filter.withholds && !(await this.#comesSoon(next))) yield* this.#passed(this.#filter.release());
        const batch = await this.#inTime(next, signal);
        if (!batch || batch.done) break;
        next = ahead(batches);
        yield* this.#passed(batch.value.flatMap((chunk) => this.#take(chunk)));
      }
      yield* this.#passed(this.#end());
    } catch (error) {
      left = !this.#chunks && (signal.aborted || isTimeout(error));
      throw error;
    } finally {
      if (left) this.#leave(firstChunk(next, batches), hangUp);
      else hangUp.abort();
    }
  }

  *#passed(parts: readonly ReplyPart[]): Generator<ReplyPart, void, undefined> {
    this.#begun ||= parts.length > 0;
    if (parts.some(({ type }) => type === 'retracted')) this.#answered = false;
    this.#answered ||= parts.some(({ type }) => type === 'text' || type === 'toolCall');
    yield* parts;
  }

  #take(chunk: unknown): ReplyPart[] {
    this.#chunks = true;
    const refusal = refusalIn(chunk);
    if (refusal) throw refusal;
    const { text, calls, reasons, finish } = readChunk(chunk);
    if (reasons) {
      this.#options.habits.thinks = true;
      this.#filter.thinksApart();
    }
    this.#finish ??= finish;
    return [...(text === '' ? [] : this.#filter.push(text)), ...this.#calls.push(calls)];
  }

  #end(): ReplyPart[] {
    const { habits } = this.#options;
    const parts = this.#filter.finish(this.#finish !== 'length');
    habits.thoughts = this.#filter.habit;
    habits.thinks ||= this.#filter.thought || habits.thoughts === 'unknown';
    const calls = this.#calls.finish();
    const complete = [...parts, ...calls.complete];
    if (this.#answered || complete.length > 0) return [...complete, ...calls.failed.map(droppedCall)];
    this.#failed = calls.failed;
    return [];
  }

  /** @returns `undefined` where a complete answer has no end. */
  async #inTime(next: ReturnType<Batches['next']>, signal: AbortSignal) {
    const { clock, limits } = this.#options;
    const withinMs = this.#answered ? limits.silenceMs : limits.firstWordMs;
    const ended = this.#finish !== undefined;
    try {
      const bounds = { clock, withinMs: ended ? limits.endMs : withinMs, what: 'the language model', signal };
      return await inTime(next, bounds);
    } catch (error) {
      if (ended && isTimeout(error)) return undefined;
      throw error;
    }
  }

  #comesSoon(next: Promise<unknown>): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(HOLD_MS, () => resolve(false));
      const came = (): void => {
        cancel();
        resolve(true);
      };
      next.then(came, came);
    });
  }

  #leave(begun: Promise<unknown>, request: AbortController): void {
    const { loading, loaded } = this.#options;
    loading.keep({ begun, hangUp: () => request.abort() }, loaded);
  }
}

/** Reads on; a failure that comes after the end of the reading is dropped. */
function ahead(batches: Batches): ReturnType<Batches['next']> {
  const next = batches.next();
  next.catch(() => undefined);
  return next;
}

async function firstChunk(next: ReturnType<Batches['next']>, batches: Batches): Promise<void> {
  let batch = await next;
  while (!batch.done && batch.value.length === 0) batch = await batches.next();
}

function isTimeout(error: unknown): boolean {
  return error instanceof CodedError && error.code === 'provider.timeout';
}
